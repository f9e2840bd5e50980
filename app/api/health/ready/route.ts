import { answering } from '../../../../lib/web/api-route.ts'
import { examineReadiness } from '../../../../lib/web/readiness.ts'
import { isStopping } from '../../../../lib/web/stopping.ts'
import { server } from '../../../../lib/web/wiring.ts'

const headers = { 'cache-control': 'no-store' }

/** Database and storage answer, and the process is not about to end. */
export function GET(request: Request): Promise<Response> {
  const look = async () => {
    if (isStopping()) return Response.json({ ready: false, stopping: true }, { status: 503, headers })
    const { deps, settings } = await server()
    const readiness = await examineReadiness(deps, settings)
    return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers })
  }
  return answering('health/ready', look, request)
}

export const dynamic = 'force-dynamic'
