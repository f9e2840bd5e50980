import { appManifest } from '../../lib/web/app-manifest.ts'
import { server } from '../../lib/web/wiring.ts'

export async function GET(): Promise<Response> {
  const { settings } = await server()
  return Response.json(appManifest(settings), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'public, max-age=300' },
  })
}

export const dynamic = 'force-dynamic'
