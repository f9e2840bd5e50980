import {
  call,
  claim,
  complete,
  hashOf,
  type LiveDrop,
  randomId,
  randomToken,
  upload,
} from '../../e2e/server/api-client.ts'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { DEFAULT_HEADER, encodeHeader } from '../../lib/format/header.ts'
import { cpuSeconds } from '../rig.ts'
import { inLanes } from './grounds.ts'

/** One kind of request. Times in ms; `cpuMs` is the app's processor time for one. */
export interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly cpuMs: number
}

/** Requests under way at the same time. */
const LANES = 8

/** Times `work` for each item. */
export async function measure<T>(
  pid: number,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<Measured> {
  const times: number[] = []
  const [began, cpu] = [performance.now(), cpuSeconds(pid)]
  await inLanes(items, LANES, async (item) => {
    const at = performance.now()
    await work(item)
    times.push(performance.now() - at)
  })
  const seconds = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  const cpuMs = ((cpuSeconds(pid) - cpu) * 1000) / items.length
  return { perSecond: items.length / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99), cpuMs }
}

async function answered(answer: Promise<{ status: number }>): Promise<void> {
  const { status } = await answer
  if (status >= 300) throw new Error(`a request was answered ${status}`)
}

/** The life of `count` drops, request by request. The bytes of each are stored between, and not measured. */
export async function measureRequests(url: string, pid: number, count: number): Promise<Record<string, Measured>> {
  const measured: Record<string, Measured> = {}
  const header = encodeBase64url(encodeHeader(DEFAULT_HEADER))
  const begins = await Promise.all(
    Array.from({ length: count }, async () => ({
      id: randomId(),
      header,
      lengthBound: null,
      ownerHash: await hashOf(randomToken()),
    })),
  )
  measured.begin = await measure(pid, begins, (begin) => answered(call(url, 'POST', '/drops', undefined, begin)))
  const uploads: Awaited<ReturnType<typeof upload>>[] = []
  await inLanes(begins, LANES, async () => uploads.push(await upload(url, 1)))
  const drops: LiveDrop[] = []
  measured.complete = await measure(pid, uploads, async (each) => drops.push(await complete(url, each)))
  measured.look = await measure(pid, drops, ({ locator }) => answered(call(url, 'GET', `/links/${locator}`)))
  measured.open = await measure(pid, drops, ({ locator, access }) =>
    answered(call(url, 'POST', `/links/${locator}/open`, access)),
  )
  const leases: Awaited<ReturnType<typeof claim>>[] = []
  measured.claim = await measure(pid, drops, async (drop) => {
    const lease = await claim(url, drop)
    if (lease.status === 200) leases.push(lease)
  })
  if (leases.length < count) throw new Error(`${count - leases.length} claims were refused`)
  measured.grant = await measure(pid, leases, ({ id, token }) =>
    answered(call(url, 'POST', `/leases/${id}/grants`, token, { firstPart: 1 })),
  )
  measured.done = await measure(pid, leases, ({ id, token }) =>
    answered(call(url, 'POST', `/leases/${id}/complete`, token)),
  )
  return measured
}
