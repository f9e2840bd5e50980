import { claimLease } from '../../../../../../lib/server/claim-lease.ts'
import { apiRoute, meterOf, readBody, readId, readToken } from '../../../../../../lib/web/api-route.ts'
import { locator as locatorField } from '../../../../../../lib/wire/fields.ts'
import { claimRequest } from '../../../../../../lib/wire/links.ts'

export const POST = apiRoute<{ readonly locator: string }>(
  'links/:locator/leases',
  async (deps, request, { locator }) =>
    claimLease(
      deps,
      readId(locatorField, locator),
      readToken(request),
      await readBody(request, claimRequest),
      await meterOf('received', request),
    ),
)

export const dynamic = 'force-dynamic'
