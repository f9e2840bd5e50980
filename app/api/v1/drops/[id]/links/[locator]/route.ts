import { changeLink, revokeLink } from '../../../../../../../lib/server/manage-links.ts'
import { apiRoute, readBody, readId, readToken } from '../../../../../../../lib/web/api-route.ts'
import { linkChange } from '../../../../../../../lib/wire/drops.ts'
import { dropId, locator as locatorField } from '../../../../../../../lib/wire/fields.ts'

interface Params {
  readonly id: string
  readonly locator: string
}

export const PATCH = apiRoute<Params>('drops/:id/links/:locator', async (deps, request, { id, locator }) =>
  changeLink(
    deps,
    readId(dropId, id),
    readId(locatorField, locator),
    readToken(request),
    await readBody(request, linkChange),
  ),
)

export const DELETE = apiRoute<Params>('drops/:id/links/:locator', async (deps, request, { id, locator }) => {
  await revokeLink(deps, readId(dropId, id), readId(locatorField, locator), readToken(request))
})

export const dynamic = 'force-dynamic'
