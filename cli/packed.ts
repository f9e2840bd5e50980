// What the published package runs: everything in one folder, built by scripts/pack-cli.ts for any Node from 22.12 on.
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`snowdrop: this needs Node 22.12 or newer, and this is ${process.versions.node}.\n`)
  process.exit(1)
}
// What was compiled once is read from here later. The folder is the account's own, as whoever writes there decides what
// runs.
enableCompileCache(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'snowdrop', 'code'))
await import('./main.ts')
