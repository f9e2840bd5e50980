// Seals parts beside the page and sends them from here, so that no byte passes through the page. It gets keys that
// cannot be read out, and nothing else that is secret.
import { createPutPart } from '../../adapters/http/put-part.ts'
import { createSealedFiles } from '../../adapters/opfs/sealed-files.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { encodeBase64url } from '../../format/bytes.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import { packFailure } from '../packed-failure.ts'
import type { HeldPart } from '../send/held-part.ts'
import { createSealPlaintext, type SealJob } from '../send/seal-plaintext.ts'
import type { SealAnswer, SealRequest } from '../send/seal-pool.ts'

const files = createSealedFiles(encodeBase64url(cryptoRandom(16)))
const seal = createSealPlaintext(cryptoRandom, createPutPart(fetch, location.origin), files)
const never = new AbortController().signal
const held = new Map<number, HeldPart>()
const putting = new Map<number, AbortController>()

function say(answer: SealAnswer): void {
  // A worker's postMessage, which TypeScript takes for a window's.
  postMessage(answer)
}

async function sealPart(id: number, job: SealJob): Promise<void> {
  try {
    const part = await seal(job, never)
    held.set(id, part)
    say({ type: 'sealed', id, salt: part.salt, inFile: part.inFile })
  } catch (error) {
    say({ type: 'failed', id, failure: packFailure(error) })
  }
}

async function putPart(id: number, grant: UploadGrant): Promise<void> {
  const stop = new AbortController()
  putting.set(id, stop)
  try {
    const part = held.get(id)
    if (part === undefined) throw new Error('no such part is held')
    say({ type: await part.put(grant, stop.signal), id })
  } catch (error) {
    say({ type: 'failed', id, failure: packFailure(error) })
  } finally {
    putting.delete(id)
  }
}

function letGo(id: number): void {
  const gone = held.get(id)?.release()
  held.delete(id)
  leaving = Promise.all([leaving, gone])
}

async function end(): Promise<void> {
  await leaving
  close()
}

/** What was let go, and is not gone yet. */
let leaving: Promise<unknown> = Promise.resolve()

// One after another: side by side they would be no faster here, and each needs three times its part in memory.
let sealing = Promise.resolve()

globalThis.addEventListener('message', ({ data }: MessageEvent<SealRequest>) => {
  if (data.type === 'seal') sealing = sealing.then(() => sealPart(data.id, data.job))
  else if (data.type === 'put') void putPart(data.id, data.grant)
  else if (data.type === 'stop') putting.get(data.id)?.abort()
  else if (data.type === 'release') letGo(data.id)
  else void end()
})
