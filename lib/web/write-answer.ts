import type { IncomingMessage, ServerResponse } from 'node:http'

/** The headers of a request, as a route reads them. Errors: `TypeError` for those that no `Headers` may hold. */
export function headersOf(message: IncomingMessage): Headers {
  return new Headers(Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]))
}

/** Sends what a route answered, beside the headers that are set already. */
export async function writeAnswer(answer: Response, response: ServerResponse): Promise<void> {
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) response.setHeader(name, value)
  response.end(Buffer.from(await answer.arrayBuffer()))
}
