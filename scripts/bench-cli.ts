// `npm run bench:cli`: builds what changed, then measures the command (bench/cli.ts has the options).
import { buildIfChanged } from './build.ts'

buildIfChanged(console.log)
await import('../bench/cli.ts')
