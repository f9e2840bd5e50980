// Bundles the service worker to public/: it must be one classic script at the root of the site, so that it may answer under /download/.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

await build({
  absWorkingDir: root,
  entryPoints: ['lib/client/workers/download-worker.ts'],
  outfile: 'public/download-worker.js',
  bundle: true,
  format: 'iife',
  target: ['chrome120', 'firefox121', 'safari17.4'],
  minify: true,
  legalComments: 'none',
})
