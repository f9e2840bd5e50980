import type { Bytes } from '../format/bytes.ts'

/**
 * Where random bytes come from: `length` fresh ones at each call. Only tests and vectors pass anything but
 * `cryptoRandom`.
 */
export type RandomSource = (length: number) => Bytes

/** The platform's cryptographic random numbers (W3C WebCrypto, getRandomValues). */
export const cryptoRandom: RandomSource = (length) => crypto.getRandomValues(new Uint8Array(length))
