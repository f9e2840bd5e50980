// `npm run bench`: builds what changed, then measures (bench/run.ts has the options).
import { buildIfChanged } from './build.ts'

buildIfChanged(console.log)
await import('../bench/run.ts')
