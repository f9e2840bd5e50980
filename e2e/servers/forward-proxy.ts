import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { listen } from '../../lib/ports/listen.fixture.ts'

/** A proxy that a machine reaches the internet by, and what passed through it. */
export interface ForwardProxy {
  readonly origin: string
  /** How many bytes were sent through it. */
  readonly sent: () => number
  readonly close: () => Promise<void>
}

/**
 * A proxy on a free loopback port (RFC 9110, 9.3.6) that alone knows `host`: its tunnels lead to `port` of this
 * machine, and nowhere else.
 */
export async function startForwardProxy(host: string, port: number): Promise<ForwardProxy> {
  let sent = 0
  const tunnels = new Set<Socket>()
  const server = createServer((_, response) => void response.writeHead(405).end())
  server.on('connect', ({ url }, client: Socket) => {
    if (url?.replace(/:\d+$/, '') !== host) return void client.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const upstream = connect(port, 'localhost', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
    for (const socket of [client, upstream]) {
      tunnels.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        tunnels.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (data: Buffer) => {
      sent += data.length
    })
    client.pipe(upstream).pipe(client)
  })
  const { origin, close } = await listen(server)
  return {
    origin,
    sent: () => sent,
    close: async () => {
      for (const socket of tunnels) socket.destroy()
      await close()
    },
  }
}
