// Bundles to public/ what stands outside Next's pages: the service worker, which must be one classic script at the root
// of the site so that it may answer under /download/; and what the frame runs in which files are looked at.
import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

await build({
  absWorkingDir: root,
  entryPoints: {
    'download-worker': 'lib/client/workers/download-worker.ts',
    'shell-worker': 'lib/client/workers/shell-worker.ts',
    'look/frame': 'app/look/frame.ts',
    'look/pdf': 'app/look/pdf.ts',
  },
  outdir: 'public',
  bundle: true,
  // PDFium's glue asks where its module lies only where it gets none; a classic script has no such place.
  define: { 'import.meta.url': '""' },
  format: 'iife',
  target: ['chrome120', 'firefox121', 'safari17.4'],
  minify: true,
  legalComments: 'none',
})

copyFileSync(createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm'), `${root}public/look/pdfium.wasm`)
