import type { LookupAddress, LookupOptions } from 'node:dns'
import { lookup as lookUp } from 'node:dns/promises'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { DropError } from '../../format/drop-error.ts'
import { hostOf } from './host-of.ts'

/**
 * Says whether a grant's host may be reached, and at which addresses: it is connected to no others. Errors:
 * `unavailable` (`grant host`), those of the resolver.
 */
export type Reach = (url: URL) => Promise<LookupFunction | undefined>

/** Whatever the resolver answers. */
export const reachAnything: Reach = () => Promise.resolve(undefined)

/** What answers a name's addresses. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

/**
 * IANA special-purpose address registries: this host, private, shared, link-local, loopback, multicast and reserved
 * ones.
 */
const INTERNAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
]
const INTERNAL_IPV6 = ['::/96', '64:ff9b:1::/48', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8']

const INTERNAL = new BlockList()
for (const range of INTERNAL_IPV4) {
  const [net = '', bits = ''] = range.split('/')
  INTERNAL.addSubnet(net, Number(bits), 'ipv4')
  // What a NAT64 gateway turns into that (RFC 6052, 2.1).
  INTERNAL.addSubnet(`64:ff9b::${net}`, 96 + Number(bits), 'ipv6')
}
for (const range of INTERNAL_IPV6) {
  const [net = '', bits = ''] = range.split('/')
  INTERNAL.addSubnet(net, Number(bits), 'ipv6')
}

/**
 * Whether an IP address is one that the internet does not lead to. IPv4 addresses in IPv6 spelling count as what they
 * are.
 */
export function isInternal(address: string): boolean {
  return INTERNAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

const resolveBySystem: Resolve = (host) => lookUp(host, { all: true })

/** A lookup (net.connect) that knows its answer. */
function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options: LookupOptions, callback) => {
    const [first] = addresses
    if (options.all === true || first === undefined) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}

/**
 * Keeps an instance that is reached at a public address from sending this machine, by what it grants, to hosts that
 * only this machine can reach: its own services, its network's, a cloud's metadata. An instance that is itself reached
 * at internal addresses alone may grant what it likes; one that names a public address beside them is public, or
 * whoever runs it would only have to add one of ours. It is granted itself then, at its public addresses. `base` is the
 * instance's address.
 */
export function createReach(base: string, resolve: Resolve = resolveBySystem): Reach {
  const addressesOf = async (url: URL): Promise<readonly LookupAddress[]> => {
    const host = hostOf(url)
    const family = isIP(host)
    return family === 0 ? resolve(host) : [{ address: host, family }]
  }
  let isPublic: Promise<boolean> | null = null
  const { origin } = new URL(base)
  const askPublic = async () => (await addressesOf(new URL(base))).some(({ address }) => !isInternal(address))
  return async (url) => {
    isPublic ??= askPublic().catch((error: unknown) => {
      isPublic = null
      throw error
    })
    // Both are awaited together: where the resolver fails, neither is left for nobody to hear of.
    const [addresses, mayBeOutside] = await Promise.all([addressesOf(url), isPublic])
    if (!mayBeOutside) return pinned(addresses)
    const outside = addresses.filter(({ address }) => !isInternal(address))
    const isWhole = outside.length === addresses.length || url.origin === origin
    if (outside.length === 0 || !isWhole) throw new DropError('unavailable', { subject: 'grant host' })
    return pinned(outside)
  }
}

/** The most redirects that are followed. */
const MOST_HOPS = 5

/** A request as callers here have it. */
export interface PlainInit extends RequestInit {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** What is read of an answer to know whether it leads elsewhere. */
interface Leading {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly body: { readonly cancel: () => Promise<void> } | null
}

/** Asks one URL, and follows no redirect; `fetch` does, which looks a name up once more to connect. */
export type FetchOne<A> = (url: URL, init: PlainInit, lookup: LookupFunction | undefined) => Promise<A>

/** What is sent to another origin than it was meant for: no token (fetch standard, HTTP-redirect fetch). */
function withoutToken({ headers = {}, ...init }: PlainInit): PlainInit {
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization')
  return { ...init, headers: Object.fromEntries(others) }
}

/**
 * Asks `reach` about every host that a request is led to, and keeps its method. Errors: those of `reach` and
 * `fetchOne`.
 */
export function fetchWithin<A extends Leading>(
  fetchOne: FetchOne<A>,
  reach: Reach,
): (address: string | URL, init?: PlainInit) => Promise<A> {
  return async (address, first = {}) => {
    let url = new URL(address)
    let init = first
    for (let hop = 0; hop <= MOST_HOPS; hop += 1) {
      const lookup = await reach(url)
      const response = await fetchOne(url, { ...init, redirect: 'manual' }, lookup)
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) return response
      await response.body?.cancel()
      const next = new URL(location, url)
      if (next.origin !== url.origin) init = withoutToken(init)
      url = next
    }
    throw new DropError('network', { subject: 'redirects' })
  }
}
