import { expect, test } from 'vitest'
import { createPutPart } from './put-part.ts'

const grant = { number: 1, url: '/blobs/x/parts/1', headers: { 'x-a': 'b' } }
const sealed = [new Uint8Array([1, 2]), new Uint8Array([3])]
const never = new AbortController().signal

/** A fetch that answers in turn, and notes what it was given. */
function fetchOf(...answers: (Response | Error)[]) {
  const bodies: unknown[] = []
  const like = (_: unknown, init?: RequestInit): Promise<Response> => {
    bodies.push(init?.body)
    const next = answers.shift()
    return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new TypeError('Failed to fetch'))
  }
  return { put: createPutPart(like, 'http://instance.test'), bodies }
}

test('what failed as a Blob goes as bytes the next time', async () => {
  const { put, bodies } = fetchOf(new TypeError('Failed to fetch'), new Response(''), new Response(''))
  await expect(put(grant, sealed, never)).rejects.toMatchObject({ code: 'network' })
  await put(grant, sealed, never)
  expect(bodies[0]).toBeInstanceOf(Blob)
  expect(bodies[1]).toEqual(new Uint8Array([1, 2, 3]))
  await put(grant, [new Uint8Array([4])], never)
  expect(bodies[2]).toBeInstanceOf(Blob)
})

test('a file goes as it is, and as bytes after it failed', async () => {
  const { put, bodies } = fetchOf(new TypeError('Failed to fetch'), new Response(''))
  const file = new File([new Uint8Array([1, 2])], '')
  await expect(put(grant, file, never)).rejects.toMatchObject({ code: 'network' })
  await put(grant, file, never)
  expect(bodies[0]).toBe(file)
  expect(bodies[1]).toEqual(new Uint8Array([1, 2]).buffer)
})

test.each([
  [403, '<Error/>', 'grant-ended'],
  [401, '', 'grant-ended'],
  [403, '<?xml version="1.0"?><Error><Code>QuotaExceeded</Code></Error>', 'storage-full'],
  [507, '<Error/>', 'storage-full'],
  [404, '<Error/>', 'unavailable'],
  [503, '', 'unavailable'],
  [503, '{"code":"una', 'unavailable'],
  [403, '{no JSON}', 'grant-ended'],
  [507, JSON.stringify({ code: 'storage-full', message: '' }), 'storage-full'],
])('%i with %j is %s', async (status, body, code) => {
  const { put } = fetchOf(new Response(body, { status }))
  await expect(put(grant, sealed, never)).rejects.toMatchObject({ code })
})

test('a PUT that was cancelled says so', async () => {
  const { put, bodies } = fetchOf()
  await expect(put(grant, sealed, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  expect(bodies).toEqual([])
})
