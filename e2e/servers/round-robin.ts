import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

/** A request that went to a replica. */
export interface Passed {
  readonly method: string
  readonly path: string
  /** Which of the replicas, counted from 0. */
  readonly replica: number
  /** 0 until it is answered. */
  status: number
}

/** A proxy before several replicas: each request goes to the next of them, whatever it is about and whoever asks. */
export interface RoundRobin {
  readonly url: string
  /** Every request, in order. */
  readonly passed: readonly Passed[]
  readonly close: () => Promise<void>
}

/** Sends a request on, on a connection of its own. Rejects where no answer begins. */
function ask(replica: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { ...(method !== undefined && { method }), headers, agent: false }
    request(new URL(url ?? '/', replica), options, resolve)
      .once('error', reject)
      .end(body)
  })
}

const isRefused = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'

/**
 * As proxies do by default: a replica that takes no connection is passed over; one that breaks off is a 502, as it may
 * have acted on the request.
 */
export async function startRoundRobin(replicas: readonly string[]): Promise<RoundRobin> {
  const passed: Passed[] = []
  let turn = 0
  const reach = async (asked: IncomingMessage, body: Buffer): Promise<IncomingMessage> => {
    for (let tries = 1; ; tries += 1) {
      const replica = turn++ % replicas.length
      const note = { method: asked.method ?? '', path: asked.url ?? '', replica, status: 0 }
      passed.push(note)
      try {
        const answer = await ask(replicas[replica] ?? '', asked, body)
        note.status = answer.statusCode ?? 502
        return answer
      } catch (error) {
        note.status = 502
        if (!isRefused(error) || tries >= replicas.length) throw error
      }
    }
  }
  const pass = async (asked: IncomingMessage, response: ServerResponse) => {
    const answer = await reach(asked, await buffer(asked))
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    await pipeline(answer, response)
  }
  // Idle connections outlive the pauses of a slow test, or a client would meet one that is just being closed.
  const server = createServer({ keepAliveTimeout: 65_000 }, (asked, response) => {
    pass(asked, response).catch(() => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://localhost:${address.port}`,
    passed,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
