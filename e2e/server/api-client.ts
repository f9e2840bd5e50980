import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { sha256Base64url } from '../../lib/crypto/sha256.ts'
import { decodeBase64url, encodeBase64url } from '../../lib/format/bytes.ts'
import { DEFAULT_HEADER, encodeHeader } from '../../lib/format/header.ts'

/** The HTTP API as a stranger's program would call it: plain fetch, random bytes for ciphertext. */
export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

const PART = 16 * 2 ** 20 + 64 * 16
const LAST_PART = 65_552

/** How many bytes a part has as stored, of a drop of `parts`. */
export const lengthOfPart = (number: number, parts: number): number => (number === parts ? LAST_PART : PART)
/** How many bytes a drop of `parts` has as stored. */
export const sealedLengthOf = (parts: number): number => (parts - 1) * PART + LAST_PART

export const randomId = (): string => encodeBase64url(cryptoRandom(16))
export const randomToken = (): string => encodeBase64url(cryptoRandom(32))

/** SHA-256 of a token, base64url. */
export function hashOf(token: string): Promise<string> {
  return sha256Base64url(decodeBase64url(token))
}

/** One API call. */
export async function call(
  origin: string,
  method: string,
  path: string,
  token?: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
}

/** A drop that was begun, with some of its parts stored. */
export interface Upload {
  readonly id: string
  readonly owner: string
  readonly sealedLength: number
  readonly parts: number
}

/**
 * Begins a drop, with a ticket where one is given, and stores `parts` parts; the last one is 65,552 bytes as stored.
 * All are `filler` again and again, or else like those of no other drop.
 */
export async function upload(
  origin: string,
  parts: number,
  { filler, ticket }: { filler?: string | undefined; ticket?: string } = {},
): Promise<Upload> {
  const [id, owner] = [randomId(), randomToken()]
  const header = encodeBase64url(encodeHeader(DEFAULT_HEADER))
  const drop = { id, header, lengthBound: null, ownerHash: await hashOf(owner) }
  await call(origin, 'POST', '/drops', undefined, { ...drop, ...(ticket !== undefined && { ticket }) })
  for (let number = 1; number <= parts; number += 1) {
    const length = lengthOfPart(number, parts)
    const { body } = await call(origin, 'POST', `/drops/${id}/grants`, owner, { parts: [{ number, length }] })
    const [grant] = body.grants as { url: string; headers: Record<string, string> }[]
    const bytes = Buffer.alloc(length, filler ?? `part ${number} of ${id}`)
    const stored = await fetch(new URL(grant?.url ?? '', origin), {
      method: 'PUT',
      headers: grant?.headers ?? {},
      body: bytes,
    })
    if (!stored.ok) throw new Error(`PUT ${stored.status}`)
  }
  return { id, owner, parts, sealedLength: sealedLengthOf(parts) }
}

/** A live drop with one link, and everything its sender and its receiver know. */
export interface LiveDrop extends Upload {
  readonly locator: string
  readonly access: string
  readonly wrappedKey: string
  readonly expiresAt: number
}

/** What a link may be asked to be. `hint` as sealed. */
export interface LinkChoice {
  readonly maxDownloads?: number
  readonly expiresIn?: number
  readonly hint?: string
}

/** A link to be made: what its sender sends, and the access token that only its holder knows. */
export async function newLink(choice: LinkChoice = {}) {
  const access = randomToken()
  const limits = { maxDownloads: choice.maxDownloads ?? 1, expiresIn: choice.expiresIn ?? 3600 }
  const hint = choice.hint === undefined ? {} : { hint: choice.hint }
  const keys = { salt: randomToken(), wrappedKey: encodeBase64url(cryptoRandom(48)), accessHash: await hashOf(access) }
  return { access, request: { locator: randomId(), ...keys, ...hint, ...limits } }
}

/** Completes an upload with one link. */
export async function complete(origin: string, begun: Upload, choice: LinkChoice = {}): Promise<LiveDrop> {
  const { access, request } = await newLink(choice)
  const { locator, wrappedKey } = request
  const { status, body } = await call(origin, 'POST', `/drops/${begun.id}/complete`, begun.owner, {
    sealedLength: begun.sealedLength,
    manifest: encodeBase64url(cryptoRandom(200)),
    commitment: randomToken(),
    link: request,
  })
  if (status !== 200) throw new Error(`complete: ${status} ${JSON.stringify(body)}`)
  return { ...begun, locator, access, wrappedKey, expiresAt: body.expiresAt as number }
}

/** Uploads and completes in one go. */
export async function liveDrop(origin: string, choice: LinkChoice & { parts?: number } = {}): Promise<LiveDrop> {
  return complete(origin, await upload(origin, choice.parts ?? 1), choice)
}

/** Claims a download with a fresh lease. */
export async function claim(
  origin: string,
  drop: Pick<LiveDrop, 'locator' | 'access'>,
): Promise<Answer & { id: string; token: string }> {
  const [id, token] = [randomId(), randomToken()]
  const answer = await call(origin, 'POST', `/links/${drop.locator}/leases`, drop.access, {
    id,
    tokenHash: await hashOf(token),
  })
  return { ...answer, id, token }
}
