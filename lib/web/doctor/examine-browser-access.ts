import type { SignedRequest } from '../../ports/blob-store.ts'
import { corsToPaste } from './bucket-advice.ts'
import { advice, type Finding, fault, well } from './finding.ts'

/** A request as the browser asks storage about it first: its method, and the headers it adds by itself. */
interface Preflight {
  readonly method: 'GET' | 'PUT'
  readonly request: SignedRequest
}

const listOf = (text: string | null) => (text ?? '').split(',').map((each) => each.trim().toLowerCase())
const allows = (text: string | null, wanted: string) =>
  [wanted.toLowerCase(), '*'].some((each) => listOf(text).includes(each))

/** Why a browser would not send a request after this answer, or nothing. */
function refusal(answer: Response, origin: string, { method, request }: Preflight): string | null {
  const { headers } = answer
  if (!answer.ok) return `answers ${answer.status}`
  if (![origin, '*'].includes(headers.get('access-control-allow-origin') ?? '')) return `does not allow the origin`
  if (!allows(headers.get('access-control-allow-methods'), method)) return `does not allow ${method}`
  const refused = Object.keys(request.headers).find(
    (name) => !allows(headers.get('access-control-allow-headers'), name),
  )
  return refused === undefined ? null : `does not allow the header ${refused}`
}

/** Asks storage what a browser at `origin` would ask it, by a real preflight. Errors: `fetch`'s own. */
export async function examinePreflight(origin: string, preflight: Preflight, signal: AbortSignal): Promise<Finding> {
  const { method, request } = preflight
  const names = Object.keys(request.headers)
  const headers = {
    origin,
    'access-control-request-method': method,
    ...(names.length > 0 && { 'access-control-request-headers': names.sort().join(',') }),
  }
  const answer = await fetch(request.url, { method: 'OPTIONS', headers, signal })
  await answer.arrayBuffer()
  const why = refusal(answer, origin, preflight)
  if (why === null) return well(`Browsers at ${origin} may ${method} (CORS).`)
  return fault(
    `CORS of the bucket: to a browser at ${origin} (SNOWDROP_URL) that wants to ${method}, storage ${why}. Run "npm run setup-bucket", or set this:`,
    corsToPaste(origin),
  )
}

/** Whether the answer to a part may be read from `origin`, and its ETag with it. */
export function examineExposed(origin: string, answer: Response): Finding {
  if (![origin, '*'].includes(answer.headers.get('access-control-allow-origin') ?? ''))
    return fault(
      `CORS of the bucket: the answer to a part does not name the origin ${origin} (SNOWDROP_URL). Set this:`,
      corsToPaste(origin),
    )
  if (allows(answer.headers.get('access-control-expose-headers'), 'etag')) return well('The ETag of a part is exposed.')
  return advice('CORS of the bucket: ExposeHeaders does not have ETag. Set this:', corsToPaste(origin))
}
