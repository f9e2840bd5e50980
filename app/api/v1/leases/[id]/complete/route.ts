import { completeLease } from '../../../../../../lib/server/end-lease.ts'
import { apiRoute, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { leaseId } from '../../../../../../lib/wire/fields.ts'

export const POST = apiRoute<{ readonly id: string }>('leases/:id/complete', async (deps, request, { id }) => {
  await completeLease(deps, readId(leaseId, id), readToken(request))
})

export const dynamic = 'force-dynamic'
