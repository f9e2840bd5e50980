import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBlobEndpoint } from './blob-endpoint.ts'
import { createDiskBlobStore } from './disk-blob-store.ts'
import { serveEndpoint } from './endpoint-server.fixture.ts'

export const randomName = (): string => randomBytes(16).toString('base64url')

/** A disk store in a new directory with its endpoint on a real port, for tests. */
export async function openDiskStore() {
  const root = await mkdtemp(join(tmpdir(), 'snowdrop-disk-'))
  const signingKey = randomBytes(32)
  const { origin, close } = await serveEndpoint(createBlobEndpoint({ root, signingKey, now: Date.now, randomName }))
  const store = createDiskBlobStore({ root, base: origin, signingKey, randomName })
  return {
    store,
    root,
    origin,
    signingKey,
    partBytes: 64,
    async close() {
      await close()
      await rm(root, { recursive: true })
    },
  }
}
