import { openLink } from '../../../../../../lib/server/open-link.ts'
import { apiRoute, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { locator as locatorField } from '../../../../../../lib/wire/fields.ts'

export const POST = apiRoute<{ readonly locator: string }>('links/:locator/open', (deps, request, { locator }) =>
  openLink(deps, readId(locatorField, locator), readToken(request)),
)

export const dynamic = 'force-dynamic'
