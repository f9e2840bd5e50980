import { answerBlob } from '../../../../../lib/web/blob-endpoint.ts'
import { bodyOf } from '../../../../../lib/web/request-body.ts'

export const dynamic = 'force-dynamic'
export const runtime = 'nodejs'

interface Context {
  params: Promise<{ key: string; number: string }>
}

export async function PUT(request: Request, { params }: Context): Promise<Response> {
  const { key, number } = await params
  return answerBlob(request, (endpoint) => endpoint.put(request, key, number, bodyOf(request)))
}
