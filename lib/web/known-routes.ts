import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A `route.ts` of the API or of stored bytes: where it is asked for, and by which methods. */
export interface KnownRoute {
  readonly file: string
  /** Its path, as in `['api', 'v1', 'drops', ':id']`; a colon stands before the name of what may be anything. */
  readonly segments: readonly string[]
  /** By which log and metrics know it, as in `drops/:id`. */
  readonly name: string
  /** All that are answered, as `Allow` lists them (RFC 9110, 10.2.1). */
  readonly methods: readonly string[]
}

const EXPORTED_METHOD = /^export (?:const|(?:async )?function) ([A-Z]+)\b/gm

/** HEAD is GET without the body (RFC 9110, 9.3.2), and OPTIONS needs no route to be answered. */
function methodsOf(source: string): readonly string[] {
  const own = [...source.matchAll(EXPORTED_METHOD)].map(([, method = '']) => method)
  return [...own, ...(own.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
}

function nameOf(segments: readonly string[]): string {
  // Whatever is asked of stored bytes has one name.
  return segments[0] === 'blobs' ? 'blobs' : segments.slice(segments[1] === 'v1' ? 2 : 1).join('/')
}

function readRoute(app: string, place: string): KnownRoute {
  const file = join(app, place)
  const path = dirname(place).replaceAll('\\', '/')
  const segments = path.split('/').map((segment) => segment.replace(/^\[(\w+)\]$/, ':$1'))
  return { file, segments, name: nameOf(segments), methods: methodsOf(readFileSync(file, 'utf8')) }
}

/**
 * All routes of the project in `root`, by their files as they are now: nothing of them is run. Where two fit a path, the
 * one that names it comes first.
 */
export function readKnownRoutes(root: string): readonly KnownRoute[] {
  const app = join(root, 'app')
  // Small letters come after the bracket that takes anything.
  const places = globSync('{api,blobs}/**/route.ts', { cwd: app }).toSorted().toReversed()
  return places.map((place) => readRoute(app, place))
}

/** The route that a path asks for, as it is written: Next decodes what may be anything, and no name. */
export function findRoute(routes: readonly KnownRoute[], path: string): KnownRoute | undefined {
  const asked = path.split('/').slice(1)
  const fits = (segment: string, index: number) =>
    segment.startsWith(':') ? asked[index] !== '' : segment === asked[index]
  return routes.find(({ segments }) => segments.length === asked.length && segments.every(fits))
}

/** What stands in a path at the places that may be anything. Errors: `URIError` where that is no text. */
export function paramsOf({ segments }: KnownRoute, path: string): Record<string, string> {
  const asked = path.split('/').slice(1)
  const named = segments.flatMap((segment, index) =>
    segment.startsWith(':') ? [[segment.slice(1), decodeURIComponent(asked[index] ?? '')]] : [],
  )
  return Object.fromEntries(named) as Record<string, string>
}
