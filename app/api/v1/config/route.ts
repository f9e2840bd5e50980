import { apiRoute } from '../../../../lib/web/api-route.ts'
import { server } from '../../../../lib/web/wiring.ts'

export const GET = apiRoute('config', async (deps) => {
  const { settings } = await server()
  return { name: settings.name, version: settings.version, ...deps.limits, ...settings.offers }
})

export const dynamic = 'force-dynamic'
