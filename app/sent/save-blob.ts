/** Long enough for the browser to have begun reading, in ms. */
const READ_MS = 60_000

/** Hands bytes to the browser's downloads, under a name. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), READ_MS)
}
