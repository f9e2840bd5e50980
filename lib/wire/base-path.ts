/**
 * [Note: Base path] An instance may stand under a path of its host, as in `https://example.org/drop`. SNOWDROP_URL
 * alone says so. Next fixes that path in every page when it builds (`next.config.js`), so a build is for one path; the
 * server checks that it is the one that is set. Everything else that names an address of our own asks this file.
 */

/** The path of an address, as in `/drop`; empty at the root of a host and where no address is known. */
export function basePathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '')
}

/**
 * What Next replaces by the path that it builds for; it is not set where nothing is built, as in tests and the command
 * line, which ask for addresses in full.
 */
const BASE_PATH: string = process.env.SNOWDROP_BASE_PATH ?? ''

/** The place of a page or file of ours on its host, e.g. of `/d`. */
export function inSite(path: `/${string}`): string {
  return `${BASE_PATH}${path}`
}

/** The instance's address in full, as its own pages know it, e.g. `https://example.org/drop`. */
export function siteUrl(): string {
  return `${location.origin}${BASE_PATH}`
}

/**
 * A name for what the browser keeps of this instance: one under another path of the same host has its own, and cannot
 * mistake ours for it.
 */
export function nameInSite(name: string): string {
  return `${name}${BASE_PATH.replaceAll('/', ' ')}`
}

/**
 * The URL of a request, from the base path on, whether or not the proxy left that path in place: health checks and a
 * curl on the machine need not know it. Under `/drop`, `/drop/` and `/` are one page, as Next knows it.
 */
export function underBase(basePath: string, url: string): string {
  const [path = '/'] = url.split('?', 1)
  const rest = path === basePath || path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path
  return `${basePath}${rest === '/' && basePath !== '' ? '' : rest}${url.slice(path.length)}`
}
