import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LEASE_IDLE_MS } from '../../drop/limits.ts'
import { DropError } from '../../format/drop-error.ts'
import { parsePartNumber } from '../../format/geometry.ts'
import type { LeaseApi } from '../../ports/drop-api.ts'
import type { FileSink } from '../../ports/file-sink.ts'
import { leaseId } from '../../wire/fields.ts'
import { Instance } from '../instance.fixture.ts'
import { keepLease, RENEW_MS } from './lease-keeping.ts'
import {
  Browser,
  Disk,
  file,
  isOver,
  openedTab,
  phase,
  quick,
  type Tab,
  type TabOptions,
  until,
} from './receiving.fixture.ts'
import { storeDrop } from './sealed-drop.fixture.ts'

const MINUTE = 60_000
/** What a part of 16 MiB takes at 30 kB/s, in ms; a window of sixteen takes two hours and a half. */
const PART_MS = 559_000
/** A part of the fixture's drops. */
const PART = 4096

let instance: Instance
let browser: Browser
let clock: number
beforeEach(async () => {
  instance = await Instance.start()
  browser = new Browser()
  clock = Date.now()
  instance.now = () => clock
})
afterEach(() => instance.close())

/**
 * Saves at a speed at which the clock goes by: as long for a part of the fixture's as a slow line takes for a whole
 * one.
 */
class SlowDisk extends Disk {
  readonly #partMs: number
  readonly #pause: () => Promise<void>
  /** Sleeps for an hour once so many bytes are there. */
  sleepsAt = Infinity

  constructor(partMs: number, pause: () => Promise<void>) {
    super()
    this.#partMs = partMs
    this.#pause = pause
  }

  override sink(): FileSink {
    const sink = super.sink()
    let done = 0
    return {
      ...sink,
      write: async (piece) => {
        clock += (piece.length / PART) * this.#partMs
        done += piece.length
        if (done >= this.sleepsAt) {
          clock += 60 * MINUTE
          this.sleepsAt = Infinity
        }
        await sink.write(piece)
        await this.#pause()
      },
    }
  }
}

/** A tab whose answers come before its line has moved on: a request takes no time beside a chunk. */
async function slowTab(
  code: string,
  partMs: number,
  options: Pick<TabOptions, 'hadAgainMs'> = {},
): Promise<Tab & { disk: SlowDisk }> {
  const asked: Promise<unknown>[] = []
  const pause = async () => {
    await Promise.allSettled(asked.splice(0))
  }
  const disk = new SlowDisk(partMs, pause)
  const lie = (api: LeaseApi) => ({
    renew: (...all: Parameters<LeaseApi['renew']>) => {
      const answer = api.renew(...all)
      asked.push(answer)
      return answer
    },
  })
  const patience = { ...quick, now: () => clock }
  const tab = await openedTab(instance, code, { browser, disk, lie, keepFrom: 1, patience, ...options })
  return { ...tab, disk }
}

const grants = () => instance.requests.filter((request) => request.endsWith('/grants')).length
const fetches = () => instance.requests.filter((request) => request.startsWith('GET /blobs')).length
const renewals = () => instance.requests.filter((request) => request.endsWith('/renew')).length

test.each([
  ['30 kB/s', PART_MS],
  ['10 kB/s', 3 * PART_MS],
])('a drop of 128 parts comes whole at %s, within one lease', async (_, partMs) => {
  const whole = file('a.bin', 128 * PART)
  const { code, drop } = await storeDrop(instance, [whole])
  // Two days and more.
  drop.expiresAt = clock + 1e11
  const { receiving, disk } = await slowTab(code, partMs)
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.bytes).toEqual(whole.bytes)
  expect({ leases: instance.leases.size, counted: drop.counted, givenBack: drop.givenBack }).toEqual({
    leases: 1,
    counted: 1,
    givenBack: 0,
  })
  expect(renewals()).toBeGreaterThan(10)
  // Of eight windows the first came with the claim, and none was asked for so early that it expired.
  expect({ grants: grants(), fetches: fetches() }).toEqual({ grants: 7, fetches: 8 })
})

test('a quick line never asks for a renewal', async () => {
  const { code } = await storeDrop(instance, [file('a.bin', 128 * PART)])
  const { receiving } = await slowTab(code, 100)
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(renewals()).toBe(0)
})

describe('a machine that slept for an hour in the middle', () => {
  test('before the half: the download is given back, says so, and goes on in another one from where it was', async () => {
    const whole = file('a.bin', 128 * PART)
    const { code, drop } = await storeDrop(instance, [whole])
    const { receiving, disk } = await slowTab(code, 1000)
    disk.sleepsAt = 40 * PART
    receiving.receive('all')
    expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'lease-ended' } })
    expect(disk.outcome).toBe('broken')
    expect(drop).toMatchObject({ counted: 0, givenBack: 1, ended: null })
    const [kept] = browser.device.files.values()
    expect(kept?.length).toBeGreaterThanOrEqual(40 * PART)
    receiving.retry()
    await until(receiving, phase('opened'))
    disk.pieces.length = 0
    const before = fetches()
    receiving.receive('all')
    expect((await until(receiving, isOver)).phase).toBe('received')
    expect(disk.bytes).toEqual(whole.bytes)
    // Its window came whole before it slept: of eight there were three.
    expect(fetches() - before).toBe(5)
    expect(drop).toMatchObject({ counted: 1, givenBack: 1 })
  })

  test('of what a quick line would have brought in a moment nothing was kept, and it is fetched again', async () => {
    const whole = file('a.bin', 128 * PART)
    const { code } = await storeDrop(instance, [whole])
    // 12.8 s: what comes after the first 2.8 takes less than ten.
    const { receiving, disk } = await slowTab(code, 100, { hadAgainMs: 10_000 })
    disk.sleepsAt = 40 * PART
    receiving.receive('all')
    expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'lease-ended' } })
    const [kept] = browser.device.files.values()
    expect(kept?.length).toBeGreaterThan(26 * PART)
    expect(kept?.length).toBeLessThan(36 * PART)
    receiving.retry()
    await until(receiving, phase('opened'))
    disk.pieces.length = 0
    receiving.receive('all')
    expect((await until(receiving, isOver)).phase).toBe('received')
    expect(disk.bytes).toEqual(whole.bytes)
  })

  test('after the half: the download counts, and what ended it is said', async () => {
    const { code, drop } = await storeDrop(instance, [file('a.bin', 128 * PART)])
    const { receiving, disk } = await slowTab(code, 1000)
    disk.sleepsAt = 90 * PART
    receiving.receive('all')
    expect(await until(receiving, isOver)).toMatchObject({ phase: 'failed', error: { code: 'used-up' } })
    expect(drop).toMatchObject({ counted: 1, givenBack: 0 })
    await expect.poll(() => browser.device.files.size).toBe(0)
  })

  test('in the last window: what was granted still comes whole', async () => {
    const { code, drop } = await storeDrop(instance, [file('a.bin', 128 * PART)])
    const { receiving, disk } = await slowTab(code, 1000)
    disk.sleepsAt = 120 * PART
    receiving.receive('all')
    expect((await until(receiving, isOver)).phase).toBe('received')
    expect(drop).toMatchObject({ counted: 1 })
  })
})

describe('keeping a lease', () => {
  const lease = { id: leaseId.parse('A'.repeat(21) + 'A'), token: 'A'.repeat(43) }
  const signal = new AbortController().signal
  const grant = { url: 'x', headers: {}, offset: 0, length: 1, firstPart: 1, lastPart: 1 }

  /** Chunks, each so many ms after the one before it; answers how long after the beginning it was renewed. */
  async function renewedAt(gaps: readonly number[], answers: readonly (DropError | null)[] = []): Promise<number[]> {
    let now = 1_000_000
    const at: number[] = []
    const renew: LeaseApi['renew'] = () => {
      at.push(now - 1_000_000)
      const failure = answers[at.length - 1] ?? null
      return failure === null ? Promise.resolve({ lapsesAt: now + LEASE_IDLE_MS }) : Promise.reject(failure)
    }
    const api = { renew, grant: () => Promise.reject(new Error('not asked')) }
    const { renewing } = keepLease({ api, now: () => now, onRenewed: () => {} }, { lease, grant }, signal)
    async function* chunks() {
      for (const gap of gaps) {
        now += gap
        await new Promise((resolve) => setTimeout(resolve, 0))
        yield [new Uint8Array(1)]
      }
    }
    for await (const some of renewing(chunks())) expect(some).toHaveLength(1)
    return at
  }

  test.each([
    ['nothing', [RENEW_MS - 1], []],
    ['the first chunk that comes after five minutes', [RENEW_MS], [RENEW_MS]],
    ['each five minutes again', [RENEW_MS, 1, RENEW_MS - 1], [RENEW_MS, 2 * RENEW_MS]],
    ['nothing while nothing comes', [7 * RENEW_MS], [7 * RENEW_MS]],
    ['a clock that was put back', [-1], [-1]],
  ])('%s renews', async (_, gaps, expected) => {
    expect(await renewedAt(gaps)).toEqual(expected)
  })

  test('after a break little is asked for, and more each time that all of it came', async () => {
    const asked: string[] = []
    const api: Pick<LeaseApi, 'grant' | 'renew'> = {
      renew: () => Promise.reject(new Error('not asked')),
      grant: (_id, _token, { firstPart, parts = 0 }) => {
        asked.push(`${firstPart}+${parts}`)
        const lastPart = firstPart + Math.min(parts, 16) - 1
        return Promise.resolve({ lapsesAt: 1, grant: { ...grant, firstPart, lastPart } })
      },
    }
    const { grantFrom } = keepLease(
      { api, now: () => 1, onRenewed: () => {} },
      { lease, grant: { ...grant, lastPart: 16 } },
      signal,
    )
    for (const part of [17, 20, 21, 23, 27, 35, 37, 37]) await grantFrom(parsePartNumber(part), 100 - part)
    expect(asked).toEqual(['17+83', '20+1', '21+2', '23+4', '27+8', '35+65', '37+1', '37+1'])
  })

  test('what failed is tried again after half a minute, what is over never', async () => {
    const gaps = [RENEW_MS, 29_999, 1, RENEW_MS]
    const second = RENEW_MS + 30_000
    expect(await renewedAt(gaps, [new DropError('network')])).toEqual([RENEW_MS, second, second + RENEW_MS])
    expect(await renewedAt(gaps, [new DropError('lease-ended')])).toEqual([RENEW_MS])
  })
})
