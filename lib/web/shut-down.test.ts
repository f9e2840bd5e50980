import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseDuration } from '../drop/duration.ts'
import { VARIABLES } from '../server/variables.ts'
import { LAST_MS } from './shut-down.ts'

test.each([
  ['deploy/snowdrop.service', /^TimeoutStopSec=(\d+)$/m],
  ['compose.yaml', /stop_grace_period: (\d+)s/],
  ['docs/self-hosting.md', /`TimeoutStopSec=(\d+)`/],
])('%s waits longer than the grace and what comes after it', (file, pattern) => {
  const seconds = Number(pattern.exec(readFileSync(file, 'utf8'))?.[1])
  const grace = parseDuration(VARIABLES.SNOWDROP_SHUTDOWN_GRACE.fallback) ?? 0
  expect(seconds).toBeGreaterThan(grace + LAST_MS / 1000)
})

test('the signal goes to the app alone, as a supervisor that tells everyone would repeat it', () => {
  expect(readFileSync('deploy/snowdrop.service', 'utf8')).toMatch(/^KillMode=mixed$/m)
})
