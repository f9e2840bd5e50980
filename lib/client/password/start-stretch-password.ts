import { hasWebAssembly, type MaybeWebAssembly } from '../../adapters/argon2/has-webassembly.ts'
import type { PasswordProfile } from '../../format/code.ts'
import { type StretchAnswer, type StretchWorker, stretchInWorker } from './stretch-in-worker.ts'
import type { StretchPassword } from './stretch-password.ts'

function startStretchWorker(): StretchWorker {
  const worker = new Worker(new URL('../workers/stretch-worker.ts', import.meta.url), { type: 'module' })
  return {
    postMessage: (request) => worker.postMessage(request),
    listen: (answered, broken) => {
      worker.addEventListener('message', (event: MessageEvent<StretchAnswer>) => answered(event.data))
      worker.addEventListener('error', broken)
      worker.addEventListener('messageerror', broken)
    },
    terminate: () => worker.terminate(),
  }
}

/** Stretches passwords beside this page. Nothing is loaded or begun before the first one. */
export function startStretchPassword(): StretchPassword {
  return stretchInWorker(startStretchWorker)
}

/**
 * How a sender in `scope` stretches a new password: `light` where only JavaScript can do it, in which the standard one
 * would take seconds. The choice stands in the code, so every receiver stretches alike, whatever their own browser has.
 */
export function profileFor(scope: MaybeWebAssembly): PasswordProfile {
  return hasWebAssembly(scope) ? 'standard' : 'light'
}
