// `npm run bench:load`: builds what changed, then measures requests, reaper, metrics and sweep on both databases
// (bench/load/run.ts has the options).
import { buildIfChanged } from './build.ts'

buildIfChanged(console.log)
await import('../bench/load/run.ts')
