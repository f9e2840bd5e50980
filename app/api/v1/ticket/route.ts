import { showTicket } from '../../../../lib/server/tickets.ts'
import { apiRoute, readTicket } from '../../../../lib/web/api-route.ts'

export const GET = apiRoute('ticket', (deps, request) => showTicket(deps, readTicket(request)))

export const dynamic = 'force-dynamic'
