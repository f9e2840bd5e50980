import { grantUpload } from '../../../../../../lib/server/grant-upload.ts'
import { apiRoute, meterOf, readBody, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { uploadGrantRequest } from '../../../../../../lib/wire/drops.ts'
import { dropId } from '../../../../../../lib/wire/fields.ts'

export const POST = apiRoute<{ readonly id: string }>('drops/:id/grants', async (deps, request, { id }) =>
  grantUpload(
    deps,
    readId(dropId, id),
    readToken(request),
    await readBody(request, uploadGrantRequest),
    await meterOf('sent', request),
  ),
)

export const dynamic = 'force-dynamic'
