import { revokeDrop } from '../../../../../lib/server/manage-links.ts'
import { showDrop } from '../../../../../lib/server/show-drop.ts'
import { apiRoute, readId, readToken } from '../../../../../lib/web/api-route.ts'
import { dropId } from '../../../../../lib/wire/fields.ts'

interface Params {
  readonly id: string
}

export const GET = apiRoute<Params>('drops/:id', (deps, request, { id }) =>
  showDrop(deps, readId(dropId, id), readToken(request)),
)

export const DELETE = apiRoute<Params>('drops/:id', async (deps, request, { id }) => {
  await revokeDrop(deps, readId(dropId, id), readToken(request))
})

export const dynamic = 'force-dynamic'
