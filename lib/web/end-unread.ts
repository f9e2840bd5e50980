import type { IncomingMessage, ServerResponse } from 'node:http'

/** What an answered client may still take to end its request, in ms. */
const PATIENCE_MS = 10_000

/**
 * Closes the connection of a request that was answered and still does not end. Nobody reads what comes of it, and with
 * each byte that trickles Node waits anew for the rest, however long that takes.
 */
export function endUnread(request: IncomingMessage, response: ServerResponse, patience = PATIENCE_MS): void {
  // Later the request may have none any more: Next puts streams of its own in the place of its body.
  const { socket } = request
  response.once('finish', () => {
    if (request.complete) return
    setTimeout(() => request.complete || socket.destroy(), patience).unref()
  })
}
