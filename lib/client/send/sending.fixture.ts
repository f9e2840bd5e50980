import { vi } from 'vitest'
import { createCall } from '../../adapters/http/call.ts'
import { createLinkOwnerApi, createSenderApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { createPutPart } from '../../adapters/http/put-part.ts'
import { type RetryPolicy, waitByClock } from '../../adapters/http/retry.ts'
import { createMemorySenderStore } from '../../adapters/memory/memory-sender-store.ts'
import { createMemoryUploadLocks } from '../../adapters/memory/memory-upload-locks.ts'
import { unwrapPayloadKey } from '../../crypto/content-key.ts'
import { deriveLinkKeys, passwordSalt } from '../../crypto/link-keys.ts'
import { openParts } from '../../crypto/open-payload.ts'
import { openManifest } from '../../crypto/payload-key.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { type Bytes, concatBytes, decodeBase64url } from '../../format/bytes.ts'
import { parseCode } from '../../format/code.ts'
import { parsePartNumber, parseSealedLength } from '../../format/geometry.ts'
import { parseHeader } from '../../format/header.ts'
import { type Manifest, parseManifest } from '../../format/manifest.ts'
import { encodePassword } from '../../format/password.ts'
import type { LinkOwnerApi } from '../../ports/drop-api.ts'
import type { FixtureDrop, Instance } from '../instance.fixture.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import { createNewLink } from './new-link.ts'
import { blobSealing } from './part-sealing.ts'
import { createSealPlaintext, type SealPlaintext } from './seal-plaintext.ts'
import { createSendDrop, type SendDropDeps } from './send-drop.ts'
import type { FileSource, LinkChoice, ReadyLink, SendDrop, SendState } from './send-state.ts'

/** 256-byte chunks, 4 a part: whatever is sent has 64 parts at least. */
const SMALL = { log2Chunk: 8, chunksPerPart: 4 }
const small: SendDropDeps['chooseHeader'] = () => SMALL
/** Bytes of a full part. */
export const PART = 1024
/** One link without a password. */
export const choice: LinkChoice = { expiresIn: 3600, maxDownloads: 3, password: null, hint: null, labels: [null] }

/** Quick, and another key for another password. */
const stretch: StretchPassword = async (password, salt) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', concatBytes(encodePassword(password), salt)))

/** A clock that runs only while a retry waits, so that a busy machine gives nothing up before its tries are made. */
export function waitedTime(): Pick<RetryPolicy, 'now' | 'wait'> {
  let now = Date.now()
  return {
    now: () => now,
    wait: async (ms, signal) => {
      await waitByClock(ms, signal)
      now += ms
    },
  }
}

/** What a test has otherwise. */
export interface Setting
  extends Partial<
    Pick<
      SendDropDeps,
      'chooseHeader' | 'checkBrowser' | 'store' | 'locks' | 'notifySent' | 'now' | 'onReturn' | 'ticket'
    >
  > {
  readonly stuckAfter?: number
  readonly links?: Partial<LinkOwnerApi>
  readonly fetch?: typeof fetch
  /** Stands between the upload and what seals. */
  readonly sealing?: (seal: SealPlaintext) => SealPlaintext
}

/** A send page of an instance, on a device of its own where the test has none. */
export function startSending(instance: Instance, setting: Setting = {}): SendDrop {
  const { stuckAfter = 60_000, links = {}, fetch: fetchLike = fetch, sealing, ...more } = setting
  const call = createCall(fetchLike, instance.url)
  const seal = createSealPlaintext(cryptoRandom, createPutPart(fetchLike, instance.url))
  const policy = { firstDelay: 2, longestDelay: 8, now: Date.now, random: () => 0, wait: waitByClock }
  return createSendDrop({
    api: createSenderApi(call),
    links: { ...createLinkOwnerApi(call), ...links },
    newLink: createNewLink({ stretch, random: cryptoRandom, profile: 'light' }),
    sealing: blobSealing({ seal: sealing === undefined ? seal : sealing(seal), prepare: () => {} }),
    fetchRange: createFetchRange(fetchLike, instance.url, 5000),
    store: createMemorySenderStore(),
    locks: createMemoryUploadLocks(),
    notifySent: () => {},
    random: cryptoRandom,
    now: Date.now,
    mostAtOnce: 4,
    patience: { ...policy, stuckAfter, stuckDelay: 60_000 },
    revoking: { ...policy, ...waitedTime(), giveUpAfter: 30 },
    chooseHeader: small,
    checkBrowser: () => {},
    base: 'https://drop.test',
    everyTick: (callback) => {
      const timer = setInterval(callback, 5)
      return () => {
        clearInterval(timer)
      }
    },
    onReturn: () => {},
    ...more,
  })
}

/** A file as it is picked. */
export function sourceOf(path: string, bytes: Bytes): FileSource {
  return { path, file: new File([bytes], path.split('/').at(-1) ?? '', { lastModified: 1000, type: 'Text/X' }) }
}

type Of<Phase> = Extract<SendState, { phase: Phase }>
/** Waits for what a busy machine may take its time for. */
export const until = <T>(check: () => T) => vi.waitFor(check, { timeout: 25_000, interval: 5 })

/** Waits for a phase. */
export async function reach<Phase extends SendState['phase']>(drop: SendDrop, phase: Phase): Promise<Of<Phase>> {
  return vi.waitFor(
    () => {
      const state = drop.state()
      if (state.phase !== phase) throw new Error(`${state.phase} ${'error' in state ? state.error.message : ''}`)
      return state as Of<Phase>
    },
    { timeout: 25_000, interval: 2 },
  )
}

/** Waits for the links; the first one alone is what most tests ask for. */
export async function ready(drop: SendDrop): Promise<Of<'ready'> & { link: ReadyLink }> {
  const state = await reach(drop, 'ready')
  return { ...state, link: state.links[0]! }
}

/** What a receiver makes of a link and what is stored: manifest and plaintext. */
export async function openStored(
  instance: Instance,
  url: string,
  drop: FixtureDrop,
  password?: string,
): Promise<{ manifest: Manifest; plaintext: Bytes }> {
  const { secret, profile, needsPassword } = await parseCode(url.split('#')[1] ?? '')
  if (drop.completed === null || needsPassword !== (password !== undefined)) throw new Error('no such drop')
  const passwordKey = password !== undefined && {
    passwordKey: await stretch(password, await passwordSalt(secret), profile, new AbortController().signal),
  }
  const { link, commitment, sealedLength, manifest } = drop.completed
  const header = parseHeader(decodeBase64url(drop.header))
  const keys = await deriveLinkKeys({ secret, salt: decodeBase64url(link.salt), ...passwordKey })
  const wrappedKey = decodeBase64url(link.wrappedKey)
  const key = await unwrapPayloadKey(keys, { header, wrappedKey, commitment: decodeBase64url(commitment) })
  const read = await parseManifest(await openManifest(key, decodeBase64url(manifest)), header)
  const geometry = parseSealedLength(header, sealedLength)
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }
  async function* sealed() {
    yield await Promise.resolve(instance.payload(drop))
  }
  const pieces: Bytes[] = []
  for await (const some of openParts(key, geometry, read.partSalts, run, sealed())) pieces.push(...some)
  return { manifest: read, plaintext: concatBytes(...pieces) }
}
