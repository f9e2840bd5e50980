import { apiRoute } from '../../../../lib/web/api-route.ts'
import { server } from '../../../../lib/web/wiring.ts'

export const GET = apiRoute('config', async (deps) => {
  const { settings } = await server()
  const { uploads, maxDropBytes, expiry, downloads, linksMax } = deps.limits
  const limits = { uploads, maxDropBytes, expiry, downloads, linksMax }
  return { name: settings.name, version: settings.version, ...limits, ...settings.offers }
})

export const dynamic = 'force-dynamic'
