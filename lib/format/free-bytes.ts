/** The memory of bytes that have all of it for themselves. */
export function ownMemory({ buffer, byteLength }: Uint8Array): ArrayBuffer | null {
  return buffer instanceof ArrayBuffer && byteLength > 0 && buffer.byteLength === byteLength ? buffer : null
}

/**
 * Gives memory back at once, where the bytes have all of it for themselves and nobody reads them any more. Left to the
 * collector, what one part needed is still there when the third one is read, so the peak is 100 MiB higher; and a
 * gigabyte of pieces makes it run for seconds.
 */
export function freeBytes(bytes: Uint8Array): void {
  ownMemory(bytes)?.transfer(0)
}
