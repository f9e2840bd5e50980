import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { distDir } from './build.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Scripts that a page needs before it can be used, as its HTML names them, gzip, in bytes. Next and React alone are about 135 kB. What it loads after that is counted by e2e/browser/first-load.spec.ts. */
const budget = 170_000
const pages = { '/': 'en.html', '/d': 'en/d.html' }

/** The gzipped bytes of the scripts that a built page names in its HTML. */
function firstLoadBytes(page: string): number {
  const html = readFileSync(join(root, distDir, 'server/app', page), 'utf8')
  const scripts = new Set(
    [...html.matchAll(/<script[^>]*\ssrc="\/_next\/([^"?]+)[^"]*"(?![^>]*nomodule)/gi)].map((match) => match[1] ?? ''),
  )
  return [...scripts].reduce(
    (sum, script) => sum + gzipSync(readFileSync(join(root, distDir, decodeURI(script)))).length,
    0,
  )
}

/** Prints each page's first load and says whether all are within the budget. */
export function checkBudgets(): boolean {
  const sizes = Object.entries(pages).map(([route, page]) => ({ route, bytes: firstLoadBytes(page) }))
  for (const { route, bytes } of sizes) {
    console.log(
      `${route.padEnd(4)} ${(bytes / 1000).toFixed(1)} kB of ${budget / 1000} kB${bytes > budget ? '  TOO LARGE' : ''}`,
    )
  }
  return sizes.every(({ bytes }) => bytes > 0 && bytes <= budget)
}
