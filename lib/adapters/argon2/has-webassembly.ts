/** `\0asm`, version 1: the smallest module there is (WebAssembly Core 5.5.16). */
const EMPTY_MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)

/** What of a global object is asked. */
export interface MaybeWebAssembly {
  readonly WebAssembly?: { readonly Module?: new (bytes: BufferSource) => unknown }
}

/**
 * Whether WebAssembly compiles here. Some hardened browsers do not have it at all (iOS in Lockdown Mode), and a policy
 * without `wasm-unsafe-eval` refuses every module (CSP Level 3, 8.1): only compiling one tells.
 */
export function hasWebAssembly({ WebAssembly }: MaybeWebAssembly): boolean {
  if (WebAssembly?.Module === undefined) return false
  try {
    return Boolean(new WebAssembly.Module(EMPTY_MODULE))
  } catch {
    return false
  }
}
