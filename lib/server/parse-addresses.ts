import { BlockList, isIP } from 'node:net'

/** Reads `127.0.0.1,10.0.0.0/8` as what it contains, or nothing. */
export function parseNetworks(text: string): BlockList | undefined {
  const list = new BlockList()
  for (const each of text.split(',')) {
    const [, address = '', length] = /^([^/\s]+)(?:\/(\d{1,3}))?$/.exec(each.trim()) ?? []
    const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
    if (Number(length ?? bits) > bits || bits < 0) return undefined
    list.addSubnet(address, Number(length ?? bits), bits === 32 ? 'ipv4' : 'ipv6')
  }
  return list
}

/**
 * Reads where people come, at the root of a host or under a path of it, which stands in every link and so is of plain
 * characters; or nothing.
 */
export function parseSite(text: string): string | undefined {
  const { protocol, origin, pathname, href } = URL.canParse(text) ? new URL(text) : new URL('none:')
  const path = /^((?:\/[A-Za-z0-9._~-]+)*)\/?$/.exec(pathname)?.[1]
  const isPlain = /^https?:$/.test(protocol) && href === `${origin}${pathname}`
  return isPlain && path !== undefined ? `${origin}${path}` : undefined
}
