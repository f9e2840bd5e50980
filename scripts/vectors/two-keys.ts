/**
 * One ciphertext that opens under two AES-GCM keys (Dodis, Grubbs, Ristenpart, Woodage: "Fast Message Franking", CRYPTO
 * 2018). GHASH is linear, so one free block can be solved for such that both tags are the same (NIST SP 800-38D 6.3,
 * 6.4).
 */
import { createCipheriv } from 'node:crypto'

const toField = (block: Uint8Array): bigint => BigInt(`0x${Buffer.from(block).toString('hex')}`)
const toBlock = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(32, '0'), 'hex')

function multiply(x: bigint, y: bigint): bigint {
  let product = 0n
  for (let bit = 127n, v = y; bit >= 0n; bit -= 1n) {
    if ((x >> bit) & 1n) product ^= v
    v = v & 1n ? (v >> 1n) ^ (0xe1n << 120n) : v >> 1n
  }
  return product
}

function power(x: bigint, exponent: bigint): bigint {
  let result = 1n << 127n
  for (let base = x, rest = exponent; rest > 0n; rest >>= 1n, base = multiply(base, base))
    if (rest & 1n) result = multiply(result, base)
  return result
}

function encryptBlock(key: Uint8Array, block: Uint8Array): bigint {
  return toField(createCipheriv('aes-256-ecb', key, null).update(block))
}

/** Two ciphertext blocks and a tag that are authentic under both keys with this nonce and no additional data. */
export function sealUnderBoth(
  keys: readonly [Uint8Array, Uint8Array],
  nonce: Uint8Array,
  firstBlock: Uint8Array,
): Buffer {
  const lengths = 256n // bits of ciphertext
  const known = keys.map((key) => {
    const h = encryptBlock(key, Buffer.alloc(16))
    const mask = encryptBlock(key, Buffer.concat([nonce, Buffer.of(0, 0, 0, 1)]))
    const rest = multiply(toField(firstBlock), power(h, 3n)) ^ multiply(lengths, h) ^ mask
    return { rest, squared: multiply(h, h) }
  })
  const [a, b] = [known[0]!, known[1]!]
  const free = multiply(a.rest ^ b.rest, power(a.squared ^ b.squared, (1n << 128n) - 2n))
  return Buffer.concat([firstBlock, toBlock(free), toBlock(a.rest ^ multiply(free, a.squared))])
}
