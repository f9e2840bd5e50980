import { sendingBodyOf } from '../../../lib/web/answer-body.ts'
import { answerBlob } from '../../../lib/web/blob-endpoint.ts'

export const dynamic = 'force-dynamic'
export const runtime = 'nodejs'

export async function GET(request: Request, { params }: { params: Promise<{ key: string }> }): Promise<Response> {
  const { key } = await params
  return answerBlob(request, (endpoint) => endpoint.get(request, key, sendingBodyOf(request)))
}
