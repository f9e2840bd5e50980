import { describeByteLimiter } from './byte-limiter.contract.ts'
import { createMemoryByteLimiter } from './byte-limiter.ts'

describeByteLimiter('bytes counted in memory', (...limit) => Promise.resolve([createMemoryByteLimiter(...limit)]))
