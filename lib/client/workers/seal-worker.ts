// Seals parts beside the page. It gets keys that cannot be read out, and nothing else that is secret.
import { cryptoRandom } from '../../crypto/random-source.ts'
import { isDropError } from '../../format/drop-error.ts'
import { createSealPlaintext } from '../seal-plaintext.ts'
import type { SealAnswer, SealRequest } from '../seal-pool.ts'

const seal = createSealPlaintext(cryptoRandom)
const never = new AbortController().signal

async function answer({ id, job }: SealRequest): Promise<SealAnswer> {
  try {
    return { id, ...(await seal(job, never)) }
  } catch (error) {
    return { id, code: isDropError(error) ? error.code : 'internal' }
  }
}

// One after another: side by side they would be no faster here, and each needs three times its part in memory.
let sealing = Promise.resolve()

globalThis.addEventListener('message', (event: MessageEvent<SealRequest>) => {
  sealing = sealing.then(async () => {
    const message = await answer(event.data)
    globalThis.postMessage(message, { transfer: 'sealed' in message ? [message.sealed.buffer] : [] })
  })
})
