import type { IncomingMessage, ServerResponse } from 'node:http'
import { SHARE_PATH } from '../adapters/sharing/shell-messages.ts'

/**
 * What the system shares with the installed app is answered by the app's own worker and never travels. Where a browser
 * has lost that worker and kept the app, it comes here in the clear: not a byte of it is read, and the connection is
 * closed. Says whether it was such a request.
 */
export function refuseShare(request: IncomingMessage, response: ServerResponse, basePath: string): boolean {
  if (request.url?.split('?', 1)[0] !== `${basePath}${SHARE_PATH}`) return false
  response.writeHead(303, { location: `${basePath}/`, connection: 'close', 'cache-control': 'no-store' }).end()
  return true
}
