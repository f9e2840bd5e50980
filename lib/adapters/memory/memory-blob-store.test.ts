import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describeBlobStore } from '../../ports/blob-store.contract.ts'
import { listen } from '../../ports/listen.fixture.ts'
import { toErrorResponse } from '../../wire/errors.ts'
import { createMemoryBlobStore, type MemoryBlobStore } from './memory-blob-store.ts'

function answer(store: MemoryBlobStore, method: string, url: string, body: Uint8Array): [number, Uint8Array | string] {
  try {
    if (method !== 'PUT') return [200, store.get(url)]
    store.put(url, body)
    return [200, '']
  } catch (error) {
    const { status, body: told } = toErrorResponse(error)
    return [status, JSON.stringify(told)]
  }
}

describeBlobStore('memory', async () => {
  const { promise, resolve } = Promise.withResolvers<MemoryBlobStore>()
  const server = createServer((request, response) => {
    void Promise.all([promise, buffer(request)]).then(([store, body]) => {
      const [status, bytes] = answer(
        store,
        request.method ?? '',
        `http://${request.headers.host ?? ''}${request.url ?? ''}`,
        body,
      )
      response.writeHead(status, { 'content-length': bytes.length }).end(bytes)
    })
  })
  const { origin, close } = await listen(server)
  resolve(createMemoryBlobStore({ base: `${origin}/`, now: Date.now, randomName: randomUUID }))
  return { store: await promise, partBytes: 64, close }
})
