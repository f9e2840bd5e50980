import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { createServer } from 'node:net'

/**
 * [Note: Ports of tests] Between looking for a free port and listening there lies a moment in which another may take it:
 * the system, for whoever connects anywhere, or a second run of tests, which looks in the same way. So ports are of
 * below the range from which systems hand out their own, and this process keeps the UDP port of the same number until it
 * ends, however that may be: where another of ours holds it, the TCP port is not free. The first is beyond the last that
 * browsers refuse (10080).
 */
const FIRST = 10_100
const END = 30_000

const held: Socket[] = []

/** Holds the UDP port of this number, unless another does. */
function hold(port: number): Promise<Socket | null> {
  const socket = createSocket('udp4').unref()
  return new Promise((resolve) => {
    socket.once('error', () => {
      socket.close()
      resolve(null)
    })
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => resolve(socket))
  })
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/**
 * The first of `count` free ports of the loopback interface in a row, which no other test is given before this process
 * ends. `propose` says where to look.
 */
export async function freePorts(count: number, propose = () => randomInt(FIRST, END - count)): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const first = propose()
    const ports = Array.from({ length: count }, (_, index) => first + index)
    const holds = (await Promise.all(ports.map(hold))).filter((socket) => socket !== null)
    const free = await Promise.all(ports.map(isFree))
    if (holds.length === count && free.every(Boolean)) {
      held.push(...holds)
      return first
    }
    for (const socket of holds) socket.close()
  }
  throw new Error('no free ports')
}

/** One of them. */
export function freePort(): Promise<number> {
  return freePorts(1)
}
