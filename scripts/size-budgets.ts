import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { distDir } from './build.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/**
 * Scripts that a page loads before anybody does anything, gzip, in bytes. Next and React alone are about 135 kB. A
 * browser's own count is held to the same by e2e/browser/first-load.spec.ts.
 */
const budget = 170_000

/**
 * Built pages, and what their scripts load by themselves beyond what the HTML names: what those modules export. The
 * last is what opens a link, which a page without one does not load.
 */
const pages = [
  { route: '/', page: 'en.html', loads: ['installShell'] },
  { route: '/d', page: 'en/d.html', loads: ['installShell', 'startReceiveDrop'] },
] as const

function read(path: string): string {
  return readFileSync(join(root, distDir, decodeURI(path)), 'utf8')
}

/** The scripts that a page's HTML names. */
function namedScripts(page: string): readonly string[] {
  const html = read(`server/app/${page}`)
  const found = html.matchAll(/<script[^>]*\ssrc="\/_next\/([^"?]+)[^"]*"(?![^>]*nomodule)/gi)
  return [...new Set([...found].map((match) => match[1] ?? ''))]
}

/**
 * The scripts that `import()` asks for in one of `scripts`, for the module that exports `name`: modules that are
 * imported like that keep the names of what they export.
 */
function importedScripts(scripts: readonly string[], name: string): readonly string[] {
  const lists = scripts.flatMap((script) =>
    [...read(script).matchAll(/Promise\.all\(\[("static\/[^\]]+")\]\.map/g)].map((match) =>
      (match[1] ?? '')
        .split(',')
        .map((each) => each.slice(1, -1))
        .filter((each) => each.endsWith('.js')),
    ),
  )
  const found = lists.find((list) => list.some((script) => read(script).includes(`"${name}"`)))
  if (found === undefined)
    throw new Error(`no page loads what exports ${name}: scripts/size-budgets.ts looks for it in vain`)
  return found
}

/** The gzipped bytes of the scripts that a page loads by itself. */
function firstLoadBytes({ page, loads }: (typeof pages)[number]): number {
  const named = namedScripts(page)
  const scripts = new Set([...named, ...loads.flatMap((name) => importedScripts(named, name))])
  return [...scripts].reduce((sum, script) => sum + gzipSync(read(script)).length, 0)
}

/** Prints each page's first load and says whether all are within the budget. */
export function checkBudgets(): boolean {
  const sizes = pages.map((each) => ({ route: each.route, bytes: firstLoadBytes(each) }))
  for (const { route, bytes } of sizes) {
    console.log(
      `${route.padEnd(4)} ${(bytes / 1000).toFixed(1)} kB of ${budget / 1000} kB${bytes > budget ? '  TOO LARGE' : ''}`,
    )
  }
  return sizes.every(({ bytes }) => bytes > 0 && bytes <= budget)
}
