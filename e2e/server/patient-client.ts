import { createCall, retryingCall } from '../../lib/adapters/http/call.ts'
import { createReceiverApi, createSenderApi } from '../../lib/adapters/http/drop-api.ts'
import { createFetchRange } from '../../lib/adapters/http/fetch-range.ts'
import { createPutPart } from '../../lib/adapters/http/put-part.ts'
import { type RetryPolicy, retry, waitByClock } from '../../lib/adapters/http/retry.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { type Bytes, encodeBase64url } from '../../lib/format/bytes.ts'
import { DEFAULT_HEADER, encodeHeader } from '../../lib/format/header.ts'
import { completeRequest } from '../../lib/wire/drops.ts'
import { dropId, leaseId, locator, tokenHash } from '../../lib/wire/fields.ts'
import type { PartsGrant } from '../../lib/wire/links.ts'
import {
  hashOf,
  type LinkChoice,
  type LiveDrop,
  lengthOfPart,
  newLink,
  randomId,
  randomToken,
  sealedLengthOf,
  type Upload,
} from './api-client.ts'

/** A lease, by what its receiver knows, with the first window. */
export interface Lease {
  readonly id: string
  readonly token: string
  readonly grant: PartsGrant
}

/**
 * A client that tries again as ours do, by the same code, until it has what it asked for; only its bytes mean nothing.
 */
export type PatientClient = ReturnType<typeof createPatientClient>

const policy: RetryPolicy = {
  firstDelay: 50,
  longestDelay: 500,
  giveUpAfter: 60_000,
  now: Date.now,
  random: Math.random,
  wait: waitByClock,
}
const { signal } = new AbortController()

/** What a part holds; its number and its drop can be read in it. */
function partBytes(id: string, number: number, length: number): Bytes {
  return new Uint8Array(Buffer.alloc(length, `part ${number} of ${id}`))
}

function createPatientSender(origin: string) {
  const api = createSenderApi(retryingCall(createCall(fetch, origin), policy))
  const put = createPutPart(fetch, origin)
  const begin = async (parts: number): Promise<Upload> => {
    const [id, owner] = [randomId(), randomToken()]
    const header = encodeBase64url(encodeHeader(DEFAULT_HEADER))
    const ownerHash = tokenHash.parse(await hashOf(owner))
    await api.begin({ id: dropId.parse(id), header, lengthBound: null, ownerHash }, signal)
    return { id, owner, parts, sealedLength: sealedLengthOf(parts) }
  }
  const storePart = ({ id, owner, parts }: Upload, number: number) =>
    retry(policy, signal, async () => {
      const length = lengthOfPart(number, parts)
      const { grants } = await api.grant(dropId.parse(id), owner, { parts: [{ number, length }] }, signal)
      for (const grant of grants) await put(grant, [partBytes(id, number, length)], signal)
    })
  const complete = async (begun: Upload, choice: LinkChoice = {}): Promise<LiveDrop> => {
    const { access, request: link } = await newLink(choice)
    const manifest = encodeBase64url(cryptoRandom(200))
    const { sealedLength } = begun
    const request = completeRequest.parse({ sealedLength, manifest, commitment: randomToken(), link })
    const { expiresAt } = await api.complete(dropId.parse(begun.id), begun.owner, request, signal)
    return { ...begun, locator: link.locator, access, wrappedKey: link.wrappedKey, expiresAt }
  }
  const send = async ({ parts = 1, ...choice }: LinkChoice & { parts?: number } = {}): Promise<LiveDrop> => {
    const begun = await begin(parts)
    for (let number = 1; number <= parts; number += 1) await storePart(begun, number)
    return complete(begun, choice)
  }
  const revoke = ({ id, owner }: Upload) => api.revoke(dropId.parse(id), owner, signal)
  return { begin, storePart, complete, send, revoke }
}

/** What a drop's receiver must have in the end. */
function contentOf({ id, parts }: Upload): Buffer {
  return Buffer.concat(
    Array.from({ length: parts }, (_, index) => partBytes(id, index + 1, lengthOfPart(index + 1, parts))),
  )
}

function createPatientReceiver(origin: string) {
  const api = createReceiverApi(retryingCall(createCall(fetch, origin), policy))
  const fetchRange = createFetchRange(fetch, origin, 10_000)
  const claim = async (drop: Pick<LiveDrop, 'locator' | 'access'>): Promise<Lease> => {
    const [id, token] = [randomId(), randomToken()]
    const request = { id: leaseId.parse(id), tokenHash: tokenHash.parse(await hashOf(token)) }
    const { grant } = await api.claim(locator.parse(drop.locator), drop.access, request, signal)
    return { id, token, grant }
  }
  const readRun = async (grant: PartsGrant): Promise<Buffer> => {
    const pieces: Bytes[] = []
    // A piece is there only until the next one is asked for.
    for await (const piece of fetchRange(grant, signal)) pieces.push(piece.slice())
    return Buffer.concat(pieces)
  }
  /**
   * Part after part, each by a window of its own, asked for again where it broke. Throws where they are not the bytes
   * that were sent.
   */
  const read = async ({ id, token }: Lease, drop: Upload): Promise<void> => {
    const runs: Buffer[] = []
    for (let firstPart = 1; firstPart <= drop.parts; ) {
      const from = firstPart
      await retry(policy, signal, async () => {
        const { grant } = await api.grant(leaseId.parse(id), token, { firstPart: from, parts: 1 }, signal)
        runs.push(await readRun(grant))
        firstPart = grant.lastPart + 1
      })
    }
    if (!Buffer.concat(runs).equals(contentOf(drop))) throw new Error('these are not the bytes that were sent')
  }
  const finish = ({ id, token }: Lease) => api.complete(leaseId.parse(id), token, signal)
  const receive = async (drop: LiveDrop): Promise<void> => {
    const lease = await claim(drop)
    await read(lease, drop)
    await finish(lease)
  }
  const look = (drop: Pick<LiveDrop, 'locator'>) => api.look(locator.parse(drop.locator), signal)
  return { claim, read, finish, receive, look }
}

/** The client at `origin`. */
export function createPatientClient(origin: string) {
  return { ...createPatientSender(origin), ...createPatientReceiver(origin) }
}
