import { reportLink } from '../../../../../../lib/server/report-link.ts'
import { apiRoute, readBody, readId } from '../../../../../../lib/web/api-route.ts'
import { locator as locatorField } from '../../../../../../lib/wire/fields.ts'
import { reportRequest } from '../../../../../../lib/wire/links.ts'

export const POST = apiRoute<{ readonly locator: string }>(
  'links/:locator/report',
  async (deps, request, { locator }) => {
    await reportLink(deps, readId(locatorField, locator), await readBody(request, reportRequest))
  },
)

export const dynamic = 'force-dynamic'
