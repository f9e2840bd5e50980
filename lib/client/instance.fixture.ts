import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { sha256Base64url } from '../crypto/sha256.ts'
import { judgeLease, type LeaseEnding, lapseTime } from '../drop/lease-rules.ts'
import { GRANT_MS, windowParts } from '../drop/limits.ts'
import { addParts, emptyPartSet, type PartSet, partSetOf } from '../drop/part-set.ts'
import { type Bytes, concatBytes, decodeBase64url, encodeBase64url, equalBytes } from '../format/bytes.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { type Geometry, parsePartNumber, parseSealedLength, sealedRange } from '../format/geometry.ts'
import { parseHeader } from '../format/header.ts'
import { listen } from '../ports/listen.fixture.ts'
import type { ConfigResponse } from '../wire/config.ts'
import {
  beginRequest,
  type CompleteRequest,
  completeRequest,
  type EndReason,
  type ReadGrant,
  type UploadGrantRequest,
  type UploadGrantResponse,
  uploadGrantRequest,
} from '../wire/drops.ts'
import { toErrorResponse } from '../wire/errors.ts'
import { claimRequest, downloadGrantRequest, type PartsGrant } from '../wire/links.ts'
import type { TicketResponse } from '../wire/tickets.ts'

/** What goes wrong with one request. */
export type Fault =
  /** The connection is cut before anything happens. */
  | 'cut'
  /** The request is carried out, and its answer lost. */
  | 'lose-answer'
  /** The answer never comes. */
  | 'silent'
  | { readonly status: number; readonly code?: string }
  /** The answer's body is cut after so many bytes. */
  | { readonly cutBodyAt: number }
  /** The answer's body stops after so many bytes, and the connection stays. */
  | { readonly stallBodyAt: number }
  /** One byte of the answer's body is another. */
  | { readonly flipBodyAt: number }

/** A drop as the fixture keeps it. */
export interface FixtureDrop {
  readonly id: string
  readonly ownerHash: string
  readonly header: string
  readonly parts: Map<number, Bytes>
  /** How often each part was stored. */
  readonly puts: Map<number, number>
  completed: CompleteRequest | null
  expiresAt: number
  ended: { reason: EndReason; at: number } | null
  counted: number
  givenBack: number
  givenBackParts: PartSet
}

interface FixtureLease {
  readonly tokenHash: string
  readonly drop: FixtureDrop
  readonly granted: Set<number>
  lapsesAt: number
  state: 'running' | 'counted' | 'given-back'
}

function hashOf(token: string): Promise<string> {
  return sha256Base64url(decodeBase64url(token))
}

function geometryOf(drop: FixtureDrop): Geometry {
  return parseSealedLength(parseHeader(decodeBase64url(drop.header)), drop.completed?.sealedLength ?? 0)
}

const CONFIG: ConfigResponse = {
  name: 'fixture',
  version: '0',
  uploads: 'open',
  maxDropBytes: 2 ** 30,
  expiry: { choices: [3600], default: 3600, min: 1, max: 604_800 },
  downloads: { choices: [1, 5], default: 1, min: 1, max: 100 },
  linksMax: 100,
  kinds: ['files', 'note', 'redirect'],
  password: 'optional',
  lookInside: true,
}

/**
 * An instance of Snowdrop in memory behind a real HTTP server on loopback, which misbehaves where a test asks it to.
 */
export class Instance {
  readonly drops = new Map<string, FixtureDrop>()
  readonly leases = new Map<string, FixtureLease>()
  /** `METHOD /path` of every request, in order; signed URLs without their query. */
  readonly requests: string[] = []
  /** `drop/part` of parts that came again with other bytes. */
  readonly changed = new Set<string>()
  config = CONFIG
  /**
   * What is left of each ticket, where `config.uploads` asks for them; and the ticket of each drop that began with one.
   */
  readonly tickets = new Map<string, TicketResponse>()
  readonly begunWith = new Map<string, string>()
  /** Asked at each request what goes wrong with it. */
  fault: (request: string) => Fault | null = () => null
  url = ''
  /** Unix ms. */
  now: () => number = Date.now
  readonly #grants = new Map<string, { readonly path: string; readonly until: number }>()
  #close: () => Promise<void> = () => Promise.resolve()

  static async start(): Promise<Instance> {
    const instance = new Instance()
    const server = createServer((request, response) => void instance.#serve(request, response))
    const { origin, close } = await listen(server)
    instance.url = origin
    instance.#close = close
    return instance
  }

  close(): Promise<void> {
    return this.#close()
  }

  /** Every signed URL that was given out stops working. */
  expireGrants(): void {
    this.#grants.clear()
  }

  /** The stored payload of a drop. */
  payload(drop: FixtureDrop): Bytes {
    return concatBytes(...[...drop.parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes))
  }

  /** The only drop that lives. */
  get live(): FixtureDrop {
    const [drop, ...more] = [...this.drops.values()].filter(({ ended }) => ended === null)
    if (drop === undefined || more.length > 0) throw new Error(`${more.length + (drop ? 1 : 0)} drops live`)
    return drop
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://x')
    const name = `${request.method} ${url.pathname}`
    this.requests.push(name)
    const fault = this.fault(name)
    if (fault === 'cut') return void request.socket.destroy()
    const body = await readBody(request)
    if (body === null || fault === 'silent') return
    if (typeof fault === 'object' && fault !== null && 'status' in fault) {
      return void response
        .writeHead(fault.status)
        .end(fault.code ? JSON.stringify({ code: fault.code, message: '' }) : '')
    }
    const answer = await this.#answer(request, url, body)
    if (fault === 'lose-answer') return void request.socket.destroy()
    response.writeHead(answer.status, { 'content-length': answer.body.length })
    send(response, answer.body, fault)
  }

  async #answer(request: IncomingMessage, url: URL, body: Bytes): Promise<{ status: number; body: Bytes }> {
    try {
      if (url.pathname.startsWith('/blobs/')) return { status: 200, body: this.#blob(request.method ?? '', url, body) }
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
      const json: unknown = body.length > 0 ? JSON.parse(new TextDecoder().decode(body)) : null
      const answer = await this.#api(request.method ?? '', url.pathname.split('/').slice(3), token, json)
      return { status: 200, body: new TextEncoder().encode(answer === undefined ? '' : JSON.stringify(answer)) }
    } catch (error) {
      if (!isDropError(error)) console.error('fixture:', error)
      const { status, body: failure } = toErrorResponse(error)
      return { status, body: new TextEncoder().encode(JSON.stringify(failure)) }
    }
  }

  #sign(path: string): { url: string; headers: Record<string, string> } {
    const name = encodeBase64url(crypto.getRandomValues(new Uint8Array(16)))
    this.#grants.set(name, { path, until: this.now() + GRANT_MS })
    return { url: `${path}&grant=${name}`, headers: {} }
  }

  #blob(method: string, url: URL, body: Bytes): Bytes {
    const [, , id = '', , number = ''] = url.pathname.split('/')
    const grant = this.#grants.get(url.searchParams.get('grant') ?? '')
    if (grant === undefined || this.now() >= grant.until || !url.href.includes(grant.path))
      throw new DropError('grant-ended')
    const drop = this.drops.get(id)
    const length = Number(url.searchParams.get('length'))
    if (method === 'GET') return this.#stored(drop, Number(url.searchParams.get('offset')), length)
    if (drop === undefined || drop.completed !== null || drop.ended !== null) throw new DropError('upload-ended')
    if (body.length !== length) throw new DropError('bad-request', { subject: 'length' })
    this.#store(drop, Number(number), body)
    return new Uint8Array(0)
  }

  #store({ id, parts, puts }: FixtureDrop, number: number, body: Bytes): void {
    if (!equalBytes(parts.get(number) ?? body, body)) this.changed.add(`${id}/${number}`)
    parts.set(number, body)
    puts.set(number, (puts.get(number) ?? 0) + 1)
  }

  #stored(drop: FixtureDrop | undefined, offset: number, length: number): Bytes {
    if (drop?.completed == null || drop.ended !== null) throw new DropError('not-found')
    return this.payload(drop).slice(offset, offset + length)
  }

  #api(method: string, path: readonly string[], token: string, json: unknown): unknown {
    const [kind, id = '', verb = ''] = path
    if (kind === 'config') return this.config
    if (kind === 'drops') return id === '' ? this.#begin(json) : this.#owned(method, id, verb, token, json)
    if (kind === 'ticket') return this.#ticket(token)
    if (kind === 'links') return this.#link(id, verb, token, json)
    return this.#leased(method, id, verb, token, json)
  }

  #begin(json: unknown): unknown {
    const { id, header, ownerHash, parts, ticket } = beginRequest.parse(json)
    const found = this.drops.get(id)
    if (found !== undefined && found.ownerHash !== ownerHash) throw new DropError('not-found')
    const fresh: FixtureDrop = {
      id,
      header,
      ownerHash,
      parts: new Map(),
      puts: new Map(),
      completed: null,
      expiresAt: 0,
      ended: null,
      counted: 0,
      givenBack: 0,
      givenBackParts: partSetOf(null),
    }
    if (found !== undefined) return { id }
    this.#admit(id, ticket)
    this.drops.set(id, fresh)
    return parts === undefined ? { id } : { id, granted: this.#grantParts(id, parts) }
  }

  #ticket(ticket: string): TicketResponse {
    const left = this.tickets.get(ticket)
    if (left === undefined) throw new DropError('ticket-wrong')
    if (Date.now() >= left.expiresAt) throw new DropError('ticket-ended', { at: left.expiresAt })
    return left
  }

  #admit(id: string, ticket: string | undefined): void {
    const { uploads } = this.config
    if (uploads === 'open') return
    if (uploads === 'closed') throw new DropError('uploads-closed')
    if (ticket === undefined) throw new DropError('ticket-needed')
    const left = this.#ticket(ticket)
    if (left.dropsLeft === 0) throw new DropError('ticket-used-up', { subject: 'drops', limit: 0 })
    this.tickets.set(ticket, { ...left, dropsLeft: left.dropsLeft - 1 })
    this.begunWith.set(id, ticket)
  }

  /** What an upload took is given back with it. */
  #giveBack(id: string): void {
    const ticket = this.begunWith.get(id)
    const left = this.tickets.get(ticket ?? '')
    if (ticket !== undefined && left !== undefined) this.tickets.set(ticket, { ...left, dropsLeft: left.dropsLeft + 1 })
  }

  async #owned(method: string, id: string, verb: string, token: string, json: unknown): Promise<unknown> {
    const drop = this.drops.get(id)
    if (drop === undefined || drop.ownerHash !== (await hashOf(token))) throw new DropError('not-found')
    if (method === 'DELETE') {
      if (drop.ended === null && drop.completed === null) this.#giveBack(id)
      return void (drop.ended ??= { reason: 'revoked', at: Date.now() })
    }
    if (method === 'GET') return this.#show(drop)
    if (drop.ended !== null) throw new DropError('upload-ended')
    if (verb === 'complete') return this.#complete(drop, completeRequest.parse(json))
    if (drop.completed !== null) throw new DropError('upload-ended')
    return this.#grantParts(id, uploadGrantRequest.parse(json).parts)
  }

  #grantParts(id: string, parts: UploadGrantRequest['parts']): UploadGrantResponse {
    const grants = parts.map(({ number, length }) => ({
      number,
      ...this.#sign(`/blobs/${id}/parts/${number}?length=${length}`),
    }))
    return { grants, expiresAt: Date.now() + 300_000 }
  }

  #show({ id, completed, ended }: FixtureDrop): unknown {
    const state = ended !== null ? 'ended' : completed === null ? 'uploading' : 'live'
    return {
      id,
      state,
      createdAt: 0,
      sealedLength: completed?.sealedLength ?? null,
      stored: ended === null,
      quarantinedAt: null,
      links: [],
    }
  }

  #complete(drop: FixtureDrop, request: CompleteRequest): unknown {
    if (drop.completed !== null && drop.completed.link.locator !== request.link.locator)
      throw new DropError('upload-ended')
    const geometry = parseSealedLength(parseHeader(decodeBase64url(drop.header)), request.sealedLength)
    for (let number = 1; number <= geometry.parts; number += 1) {
      const { length } = sealedRange(geometry, parsePartNumber(number, geometry.parts))
      if (drop.parts.get(number)?.length !== length) throw new DropError('upload-incomplete')
    }
    if (drop.parts.size !== geometry.parts) throw new DropError('upload-incomplete')
    drop.completed ??= request
    drop.expiresAt ||= Date.now() + request.link.expiresIn * 1000
    const length = Math.min(geometry.chunkBytes + 16, geometry.sealedLength)
    return { expiresAt: drop.expiresAt, check: this.#read(drop, 0, length) }
  }

  #read(drop: FixtureDrop, offset: number, length: number): ReadGrant {
    return { ...this.#sign(`/blobs/${drop.id}?offset=${offset}&length=${length}`), offset, length }
  }

  #window(drop: FixtureDrop, firstPart: number, parts?: number): PartsGrant {
    const geometry = geometryOf(drop)
    const wanted = Math.min(parts ?? geometry.parts, windowParts(geometry.parts))
    const lastPart = Math.min(geometry.parts, firstPart + wanted - 1)
    const first = sealedRange(geometry, parsePartNumber(firstPart, geometry.parts))
    const last = sealedRange(geometry, parsePartNumber(lastPart, geometry.parts))
    return { ...this.#read(drop, first.offset, last.offset + last.length - first.offset), firstPart, lastPart }
  }

  #runningOf(drop: FixtureDrop): number {
    const leases = [...this.leases.values()].filter((lease) => lease.drop === drop)
    for (const lease of leases) if (this.now() >= lease.lapsesAt) this.#end(lease, 'lapsed')
    return leases.filter(({ state }) => state === 'running').length
  }

  async #link(locator: string, verb: string, token: string, json: unknown): Promise<unknown> {
    const drop = [...this.drops.values()].find(({ completed }) => completed?.link.locator === locator)
    if (drop?.completed == null) throw new DropError('not-found')
    const { link, sealedLength, commitment, manifest } = drop.completed
    if (verb === '') {
      if (drop.ended !== null) return { state: 'ended', ...drop.ended }
      const running = this.#runningOf(drop)
      const placesLeft = link.maxDownloads - drop.counted - running
      const heldUntil = placesLeft === 0 && running > 0 ? lapseTime(this.now()) : null
      const limits = { expiresAt: drop.expiresAt, maxDownloads: link.maxDownloads, placesLeft, heldUntil }
      return { state: 'live', salt: link.salt, hint: link.hint ?? null, header: drop.header, sealedLength, ...limits }
    }
    if (link.accessHash !== (await hashOf(token))) throw new DropError('not-found')
    if (drop.ended !== null) throw new DropError(drop.ended.reason, { at: drop.ended.at })
    if (verb === 'open') return { wrappedKey: link.wrappedKey, commitment, manifest }
    return this.#claim(drop, claimRequest.parse(json))
  }

  #claim(drop: FixtureDrop, { id, tokenHash }: { id: string; tokenHash: string }): unknown {
    const found = this.leases.get(id)
    if (found !== undefined && found.tokenHash !== tokenHash) throw new DropError('not-found')
    if (found !== undefined && found.state !== 'running') throw new DropError('lease-ended')
    const lapsesAt = lapseTime(this.now())
    const places = (drop.completed?.link.maxDownloads ?? 0) - drop.counted - this.#runningOf(drop)
    if (found === undefined && places <= 0) throw new DropError('held', { at: lapsesAt })
    const lease: FixtureLease = found ?? {
      tokenHash,
      drop,
      granted: new Set(),
      lapsesAt,
      state: 'running',
    }
    this.leases.set(id, lease)
    return { id, lapsesAt: lease.lapsesAt, grant: this.#grantTo(lease, 1) }
  }

  #grantTo(lease: FixtureLease, firstPart: number, parts?: number): PartsGrant {
    const grant = this.#window(lease.drop, firstPart, parts)
    for (let number = grant.firstPart; number <= grant.lastPart; number += 1) lease.granted.add(number)
    return grant
  }

  async #leased(method: string, id: string, verb: string, token: string, json: unknown): Promise<unknown> {
    const lease = this.leases.get(id)
    if (lease === undefined || lease.tokenHash !== (await hashOf(token))) throw new DropError('not-found')
    if (this.now() >= lease.lapsesAt) this.#end(lease, 'lapsed')
    if (verb === 'grants' || verb === 'renew') {
      if (lease.state !== 'running') throw new DropError('lease-ended')
      lease.lapsesAt = lapseTime(this.now())
      if (verb === 'renew') return { lapsesAt: lease.lapsesAt }
      const { firstPart, parts } = downloadGrantRequest.parse(json)
      return { lapsesAt: lease.lapsesAt, grant: this.#grantTo(lease, firstPart, parts) }
    }
    this.#end(lease, verb === 'complete' && method === 'POST' ? 'completed' : 'released')
    return undefined
  }

  #end(lease: FixtureLease, ending: LeaseEnding): void {
    if (lease.state !== 'running') return
    const { drop } = lease
    const { givenBack, givenBackParts } = drop
    const totalParts = geometryOf(drop).parts
    const granted = [...lease.granted].reduce((set, part) => addParts(set, part, part), emptyPartSet(totalParts))
    const judged = judgeLease(ending, { granted, totalParts, givenBack, givenBackParts })
    lease.state = judged.verdict
    if (judged.verdict === 'counted') drop.counted += 1
    else Object.assign(drop, { givenBack: givenBack + 1, givenBackParts: judged.givenBackParts })
    if (drop.counted === drop.completed?.link.maxDownloads) drop.ended = { reason: 'used-up', at: Date.now() }
  }
}

/** The whole body, or `null` where the client went away. */
async function readBody(request: IncomingMessage): Promise<Bytes | null> {
  const pieces: Uint8Array[] = []
  try {
    for await (const piece of request) pieces.push(piece as Uint8Array)
  } catch {
    return null
  }
  return concatBytes(...pieces)
}

function send(response: ServerResponse, body: Bytes, fault: Fault | null): void {
  if (fault === null || typeof fault === 'string' || 'status' in fault) return void response.end(body)
  if ('flipBodyAt' in fault) {
    const flipped = body.slice()
    flipped[fault.flipBodyAt] = (flipped[fault.flipBodyAt] ?? 0) ^ 1
    return void response.end(flipped)
  }
  const at = 'cutBodyAt' in fault ? fault.cutBodyAt : fault.stallBodyAt
  response.write(body.subarray(0, at), () => {
    if ('cutBodyAt' in fault) response.destroy()
  })
}
