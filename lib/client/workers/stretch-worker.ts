// Stretches one password beside the page, and is ended with its answer.
import { createArgon2id } from '../../adapters/argon2/argon2id.ts'
import { isDropError } from '../../format/drop-error.ts'
import type { StretchAnswer, StretchRequest } from '../password/stretch-in-worker.ts'

const argon2id = createArgon2id(globalThis)

async function answer({ password, salt, profile }: StretchRequest): Promise<StretchAnswer> {
  try {
    return { passwordKey: await argon2id(password, salt, profile) }
  } catch (error) {
    return isDropError(error)
      ? { code: error.code, subject: error.facts.subject ?? null }
      : { code: 'internal', subject: null }
  }
}

addEventListener('message', (event: MessageEvent<StretchRequest>) => {
  // A worker's postMessage, which TypeScript takes for a window's.
  void answer(event.data).then((message) => postMessage(message))
})
