import { beginUpload } from '../../../../lib/server/begin-upload.ts'
import { apiRoute, meterOf, readBody } from '../../../../lib/web/api-route.ts'
import { beginRequest } from '../../../../lib/wire/drops.ts'

export const POST = apiRoute('drops', async (deps, request) =>
  beginUpload(deps, await readBody(request, beginRequest), await meterOf('sent', request)),
)

export const dynamic = 'force-dynamic'
