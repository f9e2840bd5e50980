// Every state of both pages, from fixed objects, for people who change how they look: `node scripts/run.mjs
// --development gallery.ts`, then open the address.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildResult, build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const shell = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Snowdrop gallery</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/main.css"></head><body><div id="root"></div><script type="module" src="/main.js"></script></body></html>`
const types: Record<string, string> = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' }

function bundle(): Promise<BuildResult<{ write: false }>> {
  return build({
    entryPoints: [join(root, 'e2e/gallery/main.ts')],
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    loader: { '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"development"', 'process.env.SNOWDROP_BASE_PATH': '""' },
  })
}

/** Serves the gallery on this machine, on a free port unless one is given; it is bundled anew for each page. */
export async function serveGallery(port = 0): Promise<{ url: string; close: () => void }> {
  let files = (await bundle()).outputFiles
  const server = createServer((request, response) => {
    void (async () => {
      const path = new URL(request.url ?? '/', 'http://gallery').pathname
      if (path === '/') {
        files = (await bundle()).outputFiles
        response.setHeader('content-type', 'text/html').end(shell)
        return
      }
      const file = files.find((each) => each.path === path)
      response.setHeader('content-type', types[path.split('.').at(-1) ?? ''] ?? 'text/plain')
      response.writeHead(file ? 200 : 404).end(file?.contents)
    })()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: chosen } = server.address() as AddressInfo
  return { url: `http://localhost:${chosen}`, close: () => server.close() }
}

if (import.meta.main) console.log((await serveGallery(Number(process.env.PORT ?? 0))).url)
