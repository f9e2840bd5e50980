import { lookAtLink } from '../../../../../lib/server/look-at-link.ts'
import { apiRoute, readId } from '../../../../../lib/web/api-route.ts'
import { locator as locatorField } from '../../../../../lib/wire/fields.ts'

export const GET = apiRoute<{ readonly locator: string }>('links/:locator', (deps, _request, { locator }) =>
  lookAtLink(deps, readId(locatorField, locator)),
)

export const dynamic = 'force-dynamic'
