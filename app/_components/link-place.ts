/** Where a link's words are typed: its host and path, without the code. */
export function linkPlace(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
