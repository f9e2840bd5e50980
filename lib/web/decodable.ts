/** Whether a path is text once it is decoded (RFC 3986, 2.1). */
export function canBeDecoded(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
