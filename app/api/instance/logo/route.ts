import { readLogo } from '../../../../lib/web/read-logo.ts'
import { server } from '../../../../lib/web/wiring.ts'

export async function GET(): Promise<Response> {
  const { logo } = (await server()).settings.appearance
  if (logo === undefined) return new Response(null, { status: 404 })
  const { bytes, type } = await readLogo(logo)
  return new Response(bytes, { headers: { 'content-type': type, 'cache-control': 'public, max-age=300' } })
}

export const dynamic = 'force-dynamic'
