import { type BrowserContext, expect, type Page } from '@playwright/test'
import { createNewLink, type LinkWanted } from '../../lib/client/send/new-link.ts'
import { ContentKey } from '../../lib/crypto/content-key.ts'
import { commitmentOf } from '../../lib/crypto/payload-key.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { sealManifest } from '../../lib/crypto/seal-manifest.ts'
import { sealPart } from '../../lib/crypto/seal-part.ts'
import { concatBytes, encodeBase64url, utf8 } from '../../lib/format/bytes.ts'
import { encodeManifest } from '../../lib/format/encode-manifest.ts'
import { measurePayload, paddedLength, parsePartNumber } from '../../lib/format/geometry.ts'
import { DEFAULT_HEADER, encodeHeader } from '../../lib/format/header.ts'
import { call, hashOf, randomId, randomToken } from '../server/api-client.ts'

/** A drop as its sender's list keeps it, in JSON: bytes as numbers. */
export interface KeptJson {
  readonly id: string
  readonly owner: string
  readonly contentKey: readonly number[]
  readonly header: readonly number[]
  readonly kind: 'files'
  readonly name: string
  readonly files: number
  readonly totalBytes: number
  readonly createdAt: number
  readonly links: readonly { locator: string; code: string; label: string | null; createdAt: number }[]
}

const newLink = createNewLink({
  stretch: () => Promise.reject(new Error('no passwords here')),
  profile: 'standard',
  random: cryptoRandom,
})

async function store(origin: string, id: string, owner: string, sealed: Uint8Array<ArrayBuffer>): Promise<void> {
  const parts = [{ number: 1, length: sealed.length }]
  const { body } = await call(origin, 'POST', `/drops/${id}/grants`, owner, { parts })
  const [grant] = body.grants as { url: string; headers: Record<string, string> }[]
  const stored = await fetch(new URL(grant?.url ?? '', origin), {
    method: 'PUT',
    headers: grant?.headers ?? {},
    body: sealed,
  })
  expect(stored.ok).toBe(true)
}

/** Sends a drop of one small text file, without a page: a real one, that every page opens. */
export async function sendByApi(origin: string, name: string, more: Partial<LinkWanted> = {}): Promise<KeptJson> {
  const [id, owner, contentKey] = [randomId(), randomToken(), ContentKey.generate(cryptoRandom)]
  const header = encodeHeader(DEFAULT_HEADER)
  const text = utf8(`what ${name} says`)
  const padded = paddedLength(text.length)
  const key = await contentKey.payloadKey(DEFAULT_HEADER)
  const place = { number: parsePartNumber(1), final: true }
  const plaintext = concatBytes(text, new Uint8Array(padded - text.length))
  const { salt, chunks } = await sealPart(key, place, plaintext, cryptoRandom)
  const begin = { id, header: encodeBase64url(header), lengthBound: null, ownerHash: await hashOf(owner) }
  await call(origin, 'POST', '/drops', undefined, begin)
  await store(origin, id, owner, concatBytes(...chunks))
  const files = [{ path: name, size: text.length, type: 'text/plain', mtime: null }]
  const manifest = { kind: 'files', length: text.length, paddedLength: padded, files, partSalts: [salt] } as const
  const wanted = { contentKey, header: DEFAULT_HEADER, expiresIn: 3600, maxDownloads: 2, password: null, hint: null }
  const { code, request } = await newLink({ ...wanted, ...more }, new AbortController().signal)
  const { status } = await call(origin, 'POST', `/drops/${id}/complete`, owner, {
    sealedLength: measurePayload(DEFAULT_HEADER, padded).sealedLength,
    manifest: encodeBase64url(await sealManifest(key, await encodeManifest(manifest), cryptoRandom)),
    commitment: encodeBase64url(await commitmentOf(key)),
    link: request,
  })
  expect(status).toBe(200)
  const createdAt = Date.now()
  return {
    ...{ id, owner, kind: 'files', name, files: 1, totalBytes: text.length, createdAt },
    contentKey: [...contentKey.keep()],
    header: [...header],
    links: [{ locator: request.locator, code, label: null, createdAt }],
  }
}

/** Puts a drop into the list of this browser, as the send page does, and shows the list. */
export async function keep(page: Page, drop: KeptJson): Promise<void> {
  await page.goto('/sent')
  await expect(page.getByRole('heading', { name: /nothing sent|what you sent/i })).toBeVisible()
  await expect(page.getByRole('switch')).toBeVisible()
  await page.evaluate(async (kept) => {
    const opening = indexedDB.open('snowdrop-sender')
    await new Promise((resolve) => opening.addEventListener('success', resolve))
    const transaction = opening.result.transaction('drops', 'readwrite')
    const record = { ...kept, contentKey: Uint8Array.from(kept.contentKey), header: Uint8Array.from(kept.header) }
    transaction.objectStore('drops').put(record)
    await new Promise((resolve) => transaction.addEventListener('complete', resolve))
    opening.result.close()
  }, drop)
  await page.reload()
  await expect(page.getByRole('article', { name: drop.name })).toBeVisible()
}

/**
 * Everything that a curious eye finds outside the list itself: the address, the history's length, what pages may store
 * as text, and cookies.
 */
export async function visibleTraces(page: Page, context: BrowserContext): Promise<string> {
  const texts = await page.evaluate(() => [
    location.href,
    JSON.stringify(history.state),
    document.title,
    JSON.stringify(Object.entries(localStorage)),
    JSON.stringify(Object.entries(sessionStorage)),
    ...performance.getEntriesByType('resource').map(({ name }) => name),
    ...performance.getEntriesByType('navigation').map(({ name }) => name),
  ])
  return [...texts, JSON.stringify(await context.cookies())].join('\n')
}
