import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The CSP sources ('sha256-…') of each static page's inline scripts, by route. A nonce cannot reach a page that is
 * built once.
 */
export function hashInlineScripts(distDir: string): Record<string, string[]> {
  const pages = join(distDir, 'server/app')
  const routes: Record<string, string[]> = {}
  for (const file of readdirSync(pages, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.html')) continue
    const html = readFileSync(join(pages, file), 'utf8')
    const route = `/${file.replace(/\.html$/, '').replace(/^index$/, '')}`
    const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)]
    routes[route] = scripts.map(
      (script) =>
        `'sha256-${createHash('sha256')
          .update(script[1] ?? '')
          .digest('base64')}'`,
    )
  }
  return routes
}
