import { answering } from '../../../../lib/web/api-route.ts'
import { examineReadiness } from '../../../../lib/web/readiness.ts'
import { sharedAnswer } from '../../../../lib/web/shared-answer.ts'
import { isStopping } from '../../../../lib/web/stopping.ts'
import { server } from '../../../../lib/web/wiring.ts'

const headers = { 'cache-control': 'no-store' }

/** Anybody may ask, as often as they like: database and storage are asked once a second. */
const readiness = sharedAnswer(1000, async () => {
  const { deps, settings } = await server()
  return examineReadiness(deps, settings)
})

/** Database and storage answer, and the process is not about to end. */
export function GET(request: Request): Promise<Response> {
  const look = async () => {
    if (isStopping()) return Response.json({ ready: false, stopping: true }, { status: 503, headers })
    const found = await readiness()
    return Response.json(found, { status: found.ready ? 200 : 503, headers })
  }
  return answering('health/ready', look, request)
}

export const dynamic = 'force-dynamic'
