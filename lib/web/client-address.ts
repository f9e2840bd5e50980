import { type BlockList, isIP, isIPv6 } from 'node:net'

/**
 * The header in which our own server tells its routes, which do not see the socket, whose request it is. What comes in
 * under this name is removed.
 */
export const CLIENT_HEADER = 'x-snowdrop-client'

function isTrusted(address: string, trusted: BlockList): boolean {
  return trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [head = '', tail] = canonical.split('::')
  const read = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)))
  const [left, right] = [read(head), read(tail ?? '')]
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right]
}

/** An IPv4 address that came as IPv6 (::ffff:192.0.2.1, as sockets for both report it) as itself. */
function plain(address: string): string {
  if (!isIPv6(address)) return address
  const groups = groupsOf(address)
  const [high = 0, low = 0] = groups.slice(6)
  const mapped = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0)
  return mapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : address
}

/**
 * The address a request comes from: the socket's, unless that is a trusted proxy's; then the last one in
 * X-Forwarded-For that is none. A list may be made up by whoever sends it: only what a trusted proxy added is believed.
 * Empty for a socket without an address.
 */
export function clientAddress(socket: string | undefined, forwarded: string | undefined, trusted: BlockList): string {
  const hops = (forwarded ?? '').split(',').map((hop) => hop.trim())
  let client = plain(socket ?? '')
  while (isIP(client) !== 0 && isTrusted(client, trusted)) {
    const before = hops.pop() ?? ''
    if (isIP(before) === 0) return client
    client = plain(before)
  }
  return client
}

/**
 * What counts as one client: an IPv4 address, or the /64 of an IPv6 address, as one household or server has all of it.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const groups = groupsOf(address).slice(0, 4)
  return groups.map((group) => group.toString(16)).join(':')
}
