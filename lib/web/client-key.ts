import { createHmac, randomBytes } from 'node:crypto'

const DAY_MS = 86_400_000

/**
 * Names clients without telling who they are: by HMAC of their network under a salt that lives for a day, in memory
 * alone. With a secret the replicas that share it derive the same salt; without one it is random, and each process
 * counts for itself. `now` is Unix ms.
 */
export function createClientKey(secret: string | undefined, now: () => number): (network: string) => string {
  let known: { readonly day: number; readonly salt: Buffer } | undefined
  const saltOf = (day: number): Buffer => {
    if (known?.day !== day) {
      const salt =
        secret === undefined ? randomBytes(32) : createHmac('sha256', secret).update(`client salt ${day}`).digest()
      known = { day, salt }
    }
    return known.salt
  }
  return (network) => {
    const salt = saltOf(Math.floor(now() / DAY_MS))
    return createHmac('sha256', salt).update(network).digest('base64url')
  }
}
