import type { IncomingMessage, ServerResponse } from 'node:http'

/** What an answered client may still take to end its request, in ms. */
const PATIENCE_MS = 10_000

/**
 * Closes the connection of a request that was answered and still does not end: nobody reads what comes of it, and Node would wait for ever for the next request behind it, at
 * whatever pace this one trickles.
 */
export function endUnread(request: IncomingMessage, response: ServerResponse, patience = PATIENCE_MS): void {
  response.once('finish', () => {
    if (request.complete) return
    setTimeout(() => request.complete || request.socket.destroy(), patience).unref()
  })
}
