import type { IncomingMessage, ServerResponse } from 'node:http'
import { canBeDecoded } from './decodable.ts'

/** What knows its methods itself: the API, stored bytes, and what the build made (in development, Next's own pages). */
const OWN_METHODS = /^\/(?:api|blobs)\/|^\/_/
const READING = ['GET', 'HEAD']
/** All that somebody here knows. */
export const METHODS: readonly string[] = [...READING, 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Answers what Next would answer by a page or by 500: a path that is no text (RFC 3986, 2.1) by 400; a method that
 * nobody here knows, and any but reading of pages and files, by 405 (RFC 9110, 15.5.6). Says whether it was such a
 * request; `path` stands under no base path.
 */
export function refuseEarly({ method = '' }: IncomingMessage, response: ServerResponse, path: string): boolean {
  const allowed = OWN_METHODS.test(path) ? METHODS : READING
  if (!allowed.includes(method)) response.setHeader('allow', allowed.join(', ')).statusCode = 405
  else if (!canBeDecoded(path)) response.statusCode = 400
  else return false
  response.end()
  return true
}
