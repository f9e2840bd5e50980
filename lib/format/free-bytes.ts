/**
 * Gives memory back at once, where the bytes have all of it for themselves and nobody reads them any more. Left to the
 * collector, what one part needed is still there when the third one is read, so the peak is 100 MiB higher; and a
 * gigabyte of pieces makes it run for seconds.
 */
export function freeBytes(bytes: Uint8Array): void {
  const { buffer } = bytes
  if (buffer instanceof ArrayBuffer && bytes.length > 0 && buffer.byteLength === bytes.byteLength) buffer.transfer(0)
}
