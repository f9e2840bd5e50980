import { instanceStyle } from '../../../../lib/web/instance-style.ts'
import { server } from '../../../../lib/web/wiring.ts'

/** What this instance changes of the pages: see [Note: Instance settings]. */
export async function GET(): Promise<Response> {
  const { settings } = await server()
  return new Response(instanceStyle(settings), {
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' },
  })
}

export const dynamic = 'force-dynamic'
