// Gathers one file in the origin's private file system and hands it to the page when it is whole. Only a worker may
// write there at once (File System 2.6).
import { gatherFile } from '../../adapters/opfs/gather-file.ts'
import { type GatherAnswer, parseGatherRequest } from '../../adapters/sinks/gathered-sink.ts'
import { takeFromPort } from '../../adapters/sinks/port-target.ts'

/**
 * The browser copies the file some time after it was handed over, and none says when: it stays for a minute, and for as
 * long as a slow disk takes.
 */
const STAYS_MS = 60_000
/** Bytes per ms. */
const SLOW = (10 * 2 ** 20) / 1000

function say(answer: GatherAnswer, transfer: Transferable[] = []): void {
  // A worker's postMessage, which TypeScript takes for a window's.
  postMessage(answer, { transfer })
}

/** Resolves once the page has handed the file to the browser. */
function handOver(file: File): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => resolve()
    say({ type: 'whole', file }, [port2])
  })
}

async function gather(name: string, size: number, port: MessagePort): Promise<void> {
  const file = await gatherFile(name, size)
  const leave = async () => {
    await file.remove()
    close()
  }
  takeFromPort(port, {
    write: (chunk) => file.append(chunk),
    async close() {
      await handOver(await file.finish())
      setTimeout(() => void leave(), STAYS_MS + size / SLOW)
    },
    abort: leave,
  })
  say({ type: 'ready' })
}

addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => {
  const { name, size } = parseGatherRequest(data)
  const [port] = ports
  if (port !== undefined) gather(name, size, port).catch(() => say({ type: 'refused' }))
})
