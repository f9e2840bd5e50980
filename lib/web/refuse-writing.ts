import type { IncomingMessage, ServerResponse } from 'node:http'

/** What answers methods itself: the API, stored bytes, and what the build made (in development, Next's own pages). */
const OWN_METHODS = /^\/(?:api|blobs)\/|^\/_/
const READING = ['GET', 'HEAD']

/**
 * Pages and files are read, and nothing else (RFC 9110, 15.5.6). Next answers a page to any method, and to a file's 500.
 * Says whether it was such a request; `path` stands under no base path.
 */
export function refuseWriting({ method = '' }: IncomingMessage, response: ServerResponse, path: string): boolean {
  if (READING.includes(method) || OWN_METHODS.test(path)) return false
  response.statusCode = 405
  response.setHeader('allow', READING.join(', ')).end()
  return true
}
