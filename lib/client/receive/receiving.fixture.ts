import { randomBytes } from 'node:crypto'
import { createCall } from '../../adapters/http/call.ts'
import { createReceiverApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { waitByClock } from '../../adapters/http/retry.ts'
import { createMemoryLeaseStore } from '../../adapters/memory/memory-lease-store.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { type Bytes, concatBytes, utf8 } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { ReceiverApi } from '../../ports/drop-api.ts'
import type { FileSink } from '../../ports/file-sink.ts'
import type { KeptDownloads, OpenKeptParts } from '../../ports/kept-downloads.ts'
import type { LeasePresence } from '../../ports/lease-presence.ts'
import type { LeaseStore } from '../../ports/lease-store.ts'
import type { Fault, Instance } from '../instance.fixture.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import type { PatienceDeps } from '../patience.ts'
import { createReceiveDrop } from './receive-drop.ts'
import type { ReceiveDrop, ReceiveState } from './receive-state.ts'
import { type BeginTaking, createTaking } from './receiving.ts'
import { saveInThread } from './save-drop.ts'
import type { PlainFile } from './sealed-drop.fixture.ts'

/** A network that is given up soon. */
export const quick: PatienceDeps = {
  firstDelay: 1,
  longestDelay: 5,
  stuckAfter: 400,
  stuckDelay: 5,
  now: Date.now,
  random: Math.random,
  wait: waitByClock,
}

/** A disk that tells how a file on it ended. */
export class Disk {
  readonly pieces: Bytes[] = []
  name = ''
  size = -1
  outcome: 'open' | 'whole' | 'broken' = 'open'
  /** Bytes after which it is full. */
  room = Infinity
  /** Rejects writes as a browser does whose download was stopped. */
  stopAfter = Infinity

  get bytes(): Bytes {
    return concatBytes(...this.pieces)
  }

  /** Ends it as a browser does whose download was stopped, whether something is being written or not. */
  stop = () => {}

  sink(): FileSink {
    const broken = new AbortController()
    let isClosed = false
    const abort = (reason: unknown) => {
      if (isClosed) return
      this.outcome = 'broken'
      broken.abort(reason)
    }
    this.stop = () => abort(new DropError('cancelled', { subject: 'sink' }))
    const takeMore = () => {
      if (this.bytes.length >= this.room) abort(new DropError('save-failed'))
      if (this.bytes.length >= this.stopAfter) this.stop()
      broken.signal.throwIfAborted()
    }
    return {
      broken: broken.signal,
      write: async (piece) => {
        await Promise.resolve()
        takeMore()
        this.pieces.push(piece.slice())
        // As a port does that transfers what it sends.
        if (piece.byteLength === piece.buffer.byteLength) structuredClone(piece.buffer, { transfer: [piece.buffer] })
      },
      close: async () => {
        await Promise.resolve()
        broken.signal.throwIfAborted()
        isClosed = true
        this.outcome = 'whole'
      },
      abort,
    }
  }
}

/** A stretching that a test can wait for. */
export const stretchQuickly: StretchPassword = async (password, salt) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', concatBytes(salt, utf8(password.normalize('NFC')))))

/** A device that keeps downloads in memory; one tab at a time has a file open. */
export class MemoryDevice implements KeptDownloads {
  readonly files = new Map<string, Bytes>()
  readonly #locked = new Set<string>()
  room = Infinity
  /** Writes beyond it fail. */
  disk = Infinity

  hasRoom = (bytes: number) => Promise.resolve(bytes <= this.room)
  lengthOf = (name: string) => Promise.resolve(this.files.get(name)?.length ?? 0)
  names = () => Promise.resolve([...this.files.keys()])
  remove = (name: string) => {
    if (!this.#locked.has(name)) this.files.delete(name)
    return Promise.resolve()
  }

  openKept: OpenKeptParts = (name, onLost) => {
    if (this.#locked.has(name)) return Promise.resolve(null)
    this.#locked.add(name)
    let isFull = false
    const bytes = () => this.files.get(name) ?? new Uint8Array(0)
    const write = (at: number, piece: Bytes) => {
      if (!isFull && at + piece.length > this.disk) {
        isFull = true
        onLost()
      }
      if (isFull) this.files.delete(name)
      else if (at <= bytes().length)
        this.files.set(name, concatBytes(bytes().slice(0, at), piece, bytes().slice(at + piece.length)))
    }
    return Promise.resolve({
      get length() {
        return bytes().length
      },
      read: (at, length) => bytes().slice(at, at + length),
      write,
      cut: (length) => void this.files.set(name, bytes().slice(0, length)),
      close: () => void this.#locked.delete(name),
    })
  }
}

/** What one browser has: its tabs share it. */
export class Browser {
  readonly leases: LeaseStore = createMemoryLeaseStore()
  readonly device = new MemoryDevice()
  readonly #present: string[] = []

  /** One tab's view of who else is at work. */
  presence(): LeasePresence {
    const mine: string[] = []
    const count = (list: readonly string[], id: string) => list.filter((each) => each === id).length
    return {
      enter: (id) => {
        for (const list of [mine, this.#present]) list.push(id)
        return () => {
          for (const list of [mine, this.#present]) list.splice(list.indexOf(id), 1)
        }
      },
      hasOthers: (id) => Promise.resolve(count(this.#present, id) > count(mine, id)),
      sawOthers: (id) => (count(mine, id) > 0 ? count(this.#present, id) > count(mine, id) : null),
    }
  }
}

/** What the API answers, changed by a server that lies. */
export type Lie = (api: ReceiverApi) => Partial<ReceiverApi>

/** A tab, what it saves to, and how it is left. */
export interface Tab {
  readonly receiving: ReceiveDrop
  readonly disk: Disk
  readonly leave: () => void
}

export interface TabOptions {
  readonly browser?: Browser
  readonly disk?: Disk
  readonly patience?: PatienceDeps
  readonly lie?: Lie
  /** Stored bytes from which on downloads are kept on the device. */
  readonly keepFrom?: number
  /** What would be had again in so many ms is not kept; 0 keeps everything, however quick the test is. */
  readonly hadAgainMs?: number
  /** How long storage may be silent, in ms: longer than a busy machine is, where no test waits for it. */
  readonly stallMs?: number
  /** How the code that takes drops is loaded. */
  readonly load?: (taking: BeginTaking) => Promise<BeginTaking>
}

/** Opens a tab on an instance. */
export function openTab(
  instance: Instance,
  {
    browser = new Browser(),
    disk = new Disk(),
    patience = quick,
    lie = () => ({}),
    keepFrom = Infinity,
    hadAgainMs = 0,
    stallMs = 5000,
    load = (taking) => Promise.resolve(taking),
  }: TabOptions = {},
): Tab {
  const honest = createReceiverApi(createCall(fetch, instance.url))
  const api = { ...honest, ...lie(honest) }
  const fetchRange = createFetchRange(fetch, instance.url, stallMs)
  let leave = () => {}
  const { openKept } = browser.device
  const { leases, device: keeping } = browser
  const findWay = () => Promise.resolve('stream' as const)
  const taking = createTaking({
    api,
    prepareSave: (name, size) => {
      disk.name = name
      disk.size = size
      return Promise.resolve(saveInThread({ api, fetchRange, patience, openKept, hadAgainMs }, disk.sink()))
    },
    fetchRange,
    leases,
    presence: browser.presence(),
    keeping,
    keepFrom,
    findWay,
    random: cryptoRandom,
    now: Date.now,
    patience,
    leaveWithin: 200,
  })
  const receiving = createReceiveDrop({
    api,
    leases,
    mayHold: async (locator) => (await leases.change(locator, (kept) => kept)) !== null,
    loadTaking: () => load(taking),
    keeping,
    keepFrom,
    findWay,
    stretch: stretchQuickly,
    now: Date.now,
    patience,
    openFor: 50,
    checkBrowser: () => {},
    onOnline: () => {},
    onLeave: (listener) => {
      leave = listener
    },
  })
  return { receiving, disk, leave: () => leave() }
}

/** Waits for a state that fits. */
export function until(receiving: ReceiveDrop, fits: (state: ReceiveState) => boolean): Promise<ReceiveState> {
  return new Promise((resolve) => {
    const look = () => {
      if (!fits(receiving.state())) return
      stop()
      resolve(receiving.state())
    }
    const stop = receiving.subscribe(look)
    look()
  })
}
/** Fits one of these phases. */
export const phase =
  (...phases: ReceiveState['phase'][]) =>
  (state: ReceiveState) =>
    phases.includes(state.phase)
/** Fits the end of a download. */
export const isOver = phase('received', 'read', 'failed', 'cancelled')

/** Opens a tab with a link that opens. */
export async function openedTab(instance: Instance, code: string, options: TabOptions = {}): Promise<Tab> {
  const tab = openTab(instance, options)
  tab.receiving.open(code)
  const state = await until(tab.receiving, phase('opened', 'failed', 'asking'))
  if (state.phase !== 'opened') throw new Error(`the link is ${state.phase}`)
  return tab
}

/** Lets the `n`-th (from 1) request that matches go wrong. */
export function faultAt(instance: Instance, pattern: RegExp, n: number, fault: Fault): void {
  let seen = 0
  instance.fault = (request) => {
    if (!pattern.test(request)) return null
    seen += 1
    return seen === n ? fault : null
  }
}

/** A file of random bytes. */
export const file = (path: string, length: number, mtime?: number): PlainFile => ({
  path,
  bytes: new Uint8Array(randomBytes(length)),
  ...(mtime && { mtime }),
})
