import { answering } from '../../../lib/web/api-route.ts'
import { renderMetrics } from '../../../lib/web/metrics.ts'
import { server } from '../../../lib/web/wiring.ts'

export function GET(): Promise<Response> {
  return answering('metrics', async () => {
    const { deps } = await server()
    const { body, contentType } = await renderMetrics(deps.census, deps.now())
    return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } })
  })
}

export const dynamic = 'force-dynamic'
