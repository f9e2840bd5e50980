import { releaseLease } from '../../../../../lib/server/end-lease.ts'
import { apiRoute, readId, readToken } from '../../../../../lib/web/api-route.ts'
import { leaseId } from '../../../../../lib/wire/fields.ts'

export const DELETE = apiRoute<{ readonly id: string }>('leases/:id', async (deps, request, { id }) => {
  await releaseLease(deps, readId(leaseId, id), readToken(request))
})

export const dynamic = 'force-dynamic'
