import { grantDownload } from '../../../../../../lib/server/grant-download.ts'
import { apiRoute, meterOf, readBody, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { leaseId } from '../../../../../../lib/wire/fields.ts'
import { downloadGrantRequest } from '../../../../../../lib/wire/links.ts'

export const POST = apiRoute<{ readonly id: string }>('leases/:id/grants', async (deps, request, { id }) =>
  grantDownload(
    deps,
    readId(leaseId, id),
    readToken(request),
    await readBody(request, downloadGrantRequest),
    await meterOf('received', request),
  ),
)

export const dynamic = 'force-dynamic'
