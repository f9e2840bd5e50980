/**
 * The host of a URL as sockets and resolvers want it: an IPv6 address without its brackets (URL standard, host
 * serializing).
 */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '')
}
