import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * A bare server that writes what is PUT to a folder and hands out what lies there: what our disk store is held against.
 */
export interface PlainServer {
  readonly url: string
  readonly close: () => void
}

/** Starts it on a free loopback port. */
export async function startPlainServer(folder: string): Promise<PlainServer> {
  mkdirSync(folder, { recursive: true })
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    void (async () => {
      const path = join(folder, basename(new URL(request.url ?? '/', 'http://plain').pathname))
      if (request.method === 'PUT') {
        await pipeline(request, createWriteStream(path, { highWaterMark: 2 ** 20 }))
        response.end()
      } else if (path === folder) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>plain</title>')
      } else {
        const kind = path.endsWith('.js')
          ? { 'content-type': 'text/javascript' }
          : { 'content-disposition': 'attachment', 'content-type': 'application/octet-stream' }
        response.writeHead(200, { ...kind, 'content-length': statSync(path).size })
        await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), response)
      }
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
