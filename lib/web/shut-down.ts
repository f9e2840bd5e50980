import type { Server } from 'node:http'
import { describeFailure } from './describe-failure.ts'
import { logFailure } from './log.ts'
import { beginStopping, endAll } from './stopping.ts'

/**
 * How long the reaper's round and the database may take to end after the last transfer, in ms. docs/self-hosting.md and
 * deploy/ name it.
 */
export const LAST_MS = 10_000
/** A signal this soon after the first is the same one: npm, a terminal and a supervisor each pass it on. In ms. */
const ECHO_MS = 500

/** Resolves once no connection is left; those that still run after `graceMs` are cut. */
async function closeServer(server: Server, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await new Promise((resolve) => server.close(resolve))
  clearTimeout(cut)
}

/**
 * On SIGTERM or SIGINT: not ready, no new connections, running requests may end within `graceMs`, then the reaper's
 * round ends, the database is closed and the process exits with 0. A second signal ends it at once, with 1.
 */
export function shutDownOnSignal(server: Server, graceMs: number, say: (line: string) => void): void {
  let first: number | undefined
  const stop = async (signal: string) => {
    const now = performance.now()
    if (first !== undefined) {
      if (now - first > ECHO_MS) process.exit(1)
      return
    }
    first = now
    beginStopping()
    say(`${signal}: no new requests; waiting up to ${graceMs / 1000} s for running ones …`)
    await closeServer(server, graceMs)
    setTimeout(() => process.exit(0), LAST_MS)
    await endAll().catch((error: unknown) => logFailure(`stopping: ${describeFailure(error)}`))
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, (name: string) => void stop(name))
  server.on('request', (_request, response) => {
    // An open connection would wait for another request until its keep-alive time is over.
    response.once('close', () => {
      if (first !== undefined) setImmediate(() => server.closeIdleConnections())
    })
  })
}
