/** Bytes over a plain buffer, as WebCrypto and fetch take them. */
export type Bytes = Uint8Array<ArrayBuffer>
