import { expect, test } from 'vitest'
import { describeSenderStore } from '../../ports/sender-store.contract.ts'
import { createMemorySenderStore } from './memory-sender-store.ts'

describeSenderStore('memory', createMemorySenderStore)

test('where nothing can be kept, everything is save-failed', async () => {
  const store = createMemorySenderStore({ refuses: true })
  await expect(store.drops()).rejects.toMatchObject({ code: 'save-failed' })
})
