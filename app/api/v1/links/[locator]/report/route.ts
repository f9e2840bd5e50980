import { reportLink } from '../../../../../../lib/server/report-link.ts'
import { apiRoute, readBody, readId } from '../../../../../../lib/web/api-route.ts'
import { locator as locatorField } from '../../../../../../lib/wire/fields.ts'
import { reportRequest } from '../../../../../../lib/wire/links.ts'

/** A person reports seldom: it counts as so many requests. */
const REPORT = 10

export const POST = apiRoute<{ readonly locator: string }>(
  'links/:locator/report',
  async (deps, request, { locator }) => {
    await reportLink(deps, readId(locatorField, locator), await readBody(request, reportRequest))
  },
  REPORT,
)

export const dynamic = 'force-dynamic'
