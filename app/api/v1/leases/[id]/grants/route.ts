import { grantDownload } from '../../../../../../lib/server/grant-download.ts'
import { apiRoute, readBody, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { leaseId } from '../../../../../../lib/wire/fields.ts'
import { downloadGrantRequest } from '../../../../../../lib/wire/links.ts'

export const POST = apiRoute<{ readonly id: string }>('leases/:id/grants', async (deps, request, { id }) =>
  grantDownload(deps, readId(leaseId, id), readToken(request), await readBody(request, downloadGrantRequest)),
)

export const dynamic = 'force-dynamic'
