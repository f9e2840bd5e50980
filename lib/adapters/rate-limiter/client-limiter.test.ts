import { expect, test } from 'vitest'
import { createMemoryLimiter } from './client-limiter.ts'

test('a client has its requests a minute, another one its own, and who is over hears when', async () => {
  const limiter = createMemoryLimiter(3, () => 1_000_000)
  for (let request = 1; request <= 3; request += 1) await limiter.take('one')
  const refused = limiter.take('one')
  await expect(refused).rejects.toMatchObject({ code: 'too-many-requests', facts: { subject: 'requests' } })
  const { facts } = (await refused.catch((error: unknown) => error)) as { facts: { at: number } }
  expect(facts.at).toBeGreaterThan(1_000_000)
  expect(facts.at).toBeLessThanOrEqual(1_060_000)
  await limiter.take('other')
})
