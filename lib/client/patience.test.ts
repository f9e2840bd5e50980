import { expect, test } from 'vitest'
import { DropError } from '../format/drop-error.ts'
import { createPatience, type PatienceDeps } from './patience.ts'

const never = new AbortController().signal

/** Time that stands still until told; waits end as it passes. */
function manualTime() {
  let clock = 0
  const waits = new Set<{ until: number; end: () => void }>()
  const deps: PatienceDeps = {
    firstDelay: 100,
    longestDelay: 8000,
    stuckAfter: 30_000,
    stuckDelay: 60_000,
    now: () => clock,
    random: () => 0.9999999,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const entry = { until: clock + ms, end: resolve }
        waits.add(entry)
        signal.addEventListener('abort', () => {
          waits.delete(entry)
          reject(new DropError('cancelled'))
        })
      }),
  }
  async function pass(ms: number): Promise<void> {
    for (const end = clock + ms; clock < end; ) {
      clock += Math.min(50, end - clock)
      for (const entry of waits) {
        if (entry.until > clock) continue
        waits.delete(entry)
        entry.end()
      }
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    }
  }
  return { deps, pass }
}

function failing(first: number) {
  const calls = { count: 0, ok: false }
  const attempt = async (): Promise<string> => {
    calls.count += 1
    await Promise.resolve()
    if (!calls.ok && calls.count <= first) throw new DropError('network')
    return 'done'
  }
  return { calls, attempt }
}

test('what fails for a while succeeds in the end, without a word', async () => {
  const { deps, pass } = manualTime()
  const told: (DropError | null)[] = []
  const { calls, attempt } = failing(3)
  const running = createPatience(deps, (error) => told.push(error)).run(never, attempt)
  await pass(2000)
  expect(await running).toBe('done')
  expect(calls.count).toBe(4)
  expect(told).toEqual([])
})

test('after half a minute it is stuck, rests, and goes on at a kick', async () => {
  const { deps, pass } = manualTime()
  const told: (string | undefined)[] = []
  const { calls, attempt } = failing(Infinity)
  const patience = createPatience(deps, (error) => told.push(error?.code))
  const running = patience.run(never, attempt)
  await pass(29_000)
  expect(told).toEqual([])
  await pass(9000)
  expect(told).toEqual(['network'])
  const before = calls.count
  await pass(25_000)
  expect(calls.count - before).toBeLessThanOrEqual(1)
  calls.ok = true
  patience.kick()
  await pass(50)
  expect(await running).toBe('done')
  expect(told).toEqual(['network', undefined])
})

test('while it is stuck it still tries by itself, now and then', async () => {
  const { deps, pass } = manualTime()
  const told: (string | undefined)[] = []
  const { calls, attempt } = failing(Infinity)
  const running = createPatience(deps, (error) => told.push(error?.code)).run(never, attempt)
  await pass(40_000)
  calls.ok = true
  await pass(61_000)
  expect(await running).toBe('done')
  expect(told).toEqual(['network', undefined])
})

test('two that are stuck are one trouble, over when both are over', async () => {
  const { deps, pass } = manualTime()
  const told: (string | undefined)[] = []
  const [one, two] = [failing(Infinity), failing(Infinity)]
  const patience = createPatience(deps, (error) => told.push(error?.code))
  const stop = new AbortController()
  const running = [patience.run(never, one.attempt), patience.run(stop.signal, two.attempt).catch((e: unknown) => e)]
  await pass(40_000)
  one.calls.ok = true
  await pass(61_000)
  expect(told).toEqual(['network'])
  stop.abort()
  await pass(50)
  expect(told).toEqual(['network', undefined])
  expect(await running[0]).toBe('done')
  expect(await running[1]).toMatchObject({ code: 'cancelled' })
})

test('what no retry mends is thrown at once', async () => {
  const { deps } = manualTime()
  const patience = createPatience(deps, () => {})
  await expect(patience.run(never, () => Promise.reject(new DropError('upload-ended')))).rejects.toMatchObject({
    code: 'upload-ended',
  })
})

test('what has failed already rests first, is stuck with the rest, and is thrown where no retry mends it', async () => {
  const { deps, pass } = manualTime()
  const told: (string | undefined)[] = []
  const { calls, attempt } = failing(Infinity)
  const patience = createPatience(deps, (error) => told.push(error?.code))
  await expect(patience.runAgain(never, new DropError('upload-ended'), attempt)).rejects.toThrow('upload-ended')
  const running = patience.runAgain(never, new DropError('network'), attempt)
  await pass(50)
  expect(calls.count).toBe(0)
  await pass(40_000)
  expect(told).toEqual(['network'])
  calls.ok = true
  await pass(61_000)
  expect(await running).toBe('done')
  expect(told).toEqual(['network', undefined])
})

test('a full storage is stuck at once, and a kick tries again', async () => {
  const { deps, pass } = manualTime()
  const told: (string | undefined)[] = []
  const patience = createPatience(deps, (error) => told.push(error?.code))
  let full = true
  const running = patience.run(never, () =>
    full ? Promise.reject(new DropError('storage-full')) : Promise.resolve('done'),
  )
  await pass(50)
  expect(told).toEqual(['storage-full'])
  full = false
  patience.kick()
  await pass(50)
  expect(await running).toBe('done')
  expect(told).toEqual(['storage-full', undefined])
})
