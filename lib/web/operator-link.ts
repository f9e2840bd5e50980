import type { Appearance } from '../server/settings.ts'

/** Leads to where an operator has put their imprint, terms and so on; 404 where they have not. */
export function operatorLink(links: Appearance['links'], name: string): Response {
  const address = new Map(Object.entries(links)).get(name)
  if (address === undefined) return new Response(null, { status: 404 })
  return new Response(null, { status: 302, headers: { location: address, 'cache-control': 'no-store' } })
}
