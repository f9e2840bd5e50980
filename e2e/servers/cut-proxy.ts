import { connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'

/** A TCP relay in front of the app that can be cut like a network: running connections break, new ones are refused. */
export interface CutProxy {
  readonly url: string
  readonly cut: () => void
  readonly mend: () => void
  /**
   * Breaks the connections that run now, once, when `bytes` more have come from the server (or gone to it, `up`); where
   * it `stays`, until it is mended.
   */
  readonly cutAfter: (bytes: number, direction: 'up' | 'down', stays?: boolean) => void
  readonly isCut: () => boolean
  /**
   * Lets nothing through any more, as a line that is dead and does not say so, once `bytes` more have come from the
   * server (or gone to it, `up`). `mend` lets it through again.
   */
  readonly stallAfter: (bytes: number, direction?: 'up' | 'down') => void
  readonly isStalled: () => boolean
  /** Lets so many bytes a second through from the server, until it is mended. */
  readonly slowTo: (bytesPerSecond: number) => void
  /** Lets so many through on each connection, until it is mended. */
  readonly slowEachTo: (bytesPerSecond: number) => void
  /** Most connections that there were at the same time. */
  readonly mostAtOnce: () => number
  readonly close: () => Promise<void>
}

/** Starts a relay on a free loopback port to `target` (an origin on loopback). */
export async function startCutProxy(target: string): Promise<CutProxy> {
  const port = Number(new URL(target).port)
  const sockets = new Set<Socket>()
  let open = true
  let fuse: { left: number; direction: 'up' | 'down'; stays: boolean } | null = null
  let stall: { left: number; direction: 'up' | 'down' } | null = null
  let isStalled = false
  let bytesPerMs = Infinity
  let eachBytesPerMs = Infinity
  let mostAtOnce = 0
  /** When the line has let through all that has come (ms). */
  let freeAt = 0
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  const meter = (direction: 'up' | 'down') => (data: Buffer) => {
    if (stall?.direction === direction && (stall.left -= data.length) <= 0) {
      stall = null
      isStalled = true
      for (const socket of sockets) socket.pause()
    }
    if (fuse === null || fuse.direction !== direction) return
    fuse.left -= data.length
    if (fuse.left > 0) return
    open = !fuse.stays
    fuse = null
    breakAll()
  }
  const slowed = () => {
    let ownFreeAt = 0
    return new Transform({
      transform(data: Buffer, _, done) {
        const now = performance.now()
        freeAt = Math.max(freeAt, now) + data.length / bytesPerMs
        ownFreeAt = Math.max(ownFreeAt, now) + data.length / eachBytesPerMs
        const wait = Math.max(freeAt, ownFreeAt) - now
        if (wait > 0) setTimeout(done, wait, null, data)
        else done(null, data)
      },
    })
  }
  const server = createServer((client) => {
    if (!open) return void client.destroy()
    const upstream = connect(port, 'localhost')
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    mostAtOnce = Math.max(mostAtOnce, sockets.size / 2)
    client.on('data', meter('up'))
    upstream.on('data', meter('down'))
    client.pipe(upstream)
    upstream.pipe(slowed()).pipe(client)
    if (isStalled) for (const socket of [client, upstream]) socket.pause()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://localhost:${address.port}`,
    cut: () => {
      open = false
      breakAll()
    },
    mend: () => {
      open = true
      fuse = null
      stall = null
      isStalled = false
      bytesPerMs = Infinity
      eachBytesPerMs = Infinity
      for (const socket of sockets) socket.resume()
    },
    cutAfter: (bytes, direction, stays = false) => {
      fuse = { left: bytes, direction, stays }
    },
    isCut: () => !open,
    stallAfter: (bytes, direction = 'down') => {
      stall = { left: bytes, direction }
    },
    isStalled: () => isStalled,
    slowTo: (bytesPerSecond) => {
      bytesPerMs = bytesPerSecond / 1000
    },
    slowEachTo: (bytesPerSecond) => {
      eachBytesPerMs = bytesPerSecond / 1000
    },
    mostAtOnce: () => mostAtOnce,
    close: async () => {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
