import { renewLease } from '../../../../../../lib/server/renew-lease.ts'
import { apiRoute, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { leaseId } from '../../../../../../lib/wire/fields.ts'

export const POST = apiRoute<{ readonly id: string }>('leases/:id/renew', (deps, request, { id }) =>
  renewLease(deps, readId(leaseId, id), readToken(request)),
)

export const dynamic = 'force-dynamic'
