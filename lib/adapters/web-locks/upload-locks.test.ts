import { expect, test } from 'vitest'
import { describeUploadLocks } from '../../ports/upload-locks.contract.ts'
import { dropId } from '../../wire/fields.ts'
import { webUploadLocks } from './upload-locks.ts'

// Node has the same locks as browsers have (Web Locks).
describeUploadLocks('web locks', () => webUploadLocks(navigator.locks))

const id = dropId.parse('A'.repeat(22))

test('without locks nothing can be taken', async () => {
  const locks = webUploadLocks(undefined)
  expect(await locks.take(id)).toBeNull()
  expect(await locks.taken()).toEqual(new Set())
})

test('locks that fail are as none', async () => {
  const refuse = () => Promise.reject(new DOMException('', 'SecurityError'))
  const locks = webUploadLocks({ request: refuse, query: refuse })
  expect(await locks.take(id)).toBeNull()
  expect(await locks.taken()).toEqual(new Set())
})

test('locks of others are not taken for uploads', async () => {
  const held = [{ name: 'snowdrop lease x' }, { name: 'snowdrop upload nonsense' }, { name: `snowdrop upload ${id}` }]
  const query = () => Promise.resolve({ held, pending: [] })
  expect(await webUploadLocks({ request: query, query }).taken()).toEqual(new Set([id]))
})
