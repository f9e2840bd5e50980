import { addLink } from '../../../../../../lib/server/manage-links.ts'
import { apiRoute, readBody, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { newLink } from '../../../../../../lib/wire/drops.ts'
import { dropId } from '../../../../../../lib/wire/fields.ts'

export const POST = apiRoute<{ readonly id: string }>('drops/:id/links', async (deps, request, { id }) =>
  addLink(deps, readId(dropId, id), readToken(request), await readBody(request, newLink)),
)

export const dynamic = 'force-dynamic'
