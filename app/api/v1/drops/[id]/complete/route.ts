import { completeUpload } from '../../../../../../lib/server/complete-upload.ts'
import { apiRoute, readBody, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { completeRequest } from '../../../../../../lib/wire/drops.ts'
import { dropId } from '../../../../../../lib/wire/fields.ts'

export const POST = apiRoute<{ readonly id: string }>('drops/:id/complete', async (deps, request, { id }) =>
  completeUpload(deps, readId(dropId, id), readToken(request), await readBody(request, completeRequest)),
)

export const dynamic = 'force-dynamic'
