import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemCode, unlessAbsent } from './file-failures.ts'

const KEY_BYTES = 32

async function writeKeyFile(path: string): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}`
  const file = await open(/* turbopackIgnore: true */ temporary, 'wx', 0o600)
  try {
    await file.writeFile(randomBytes(KEY_BYTES))
    await file.sync()
    // A link appears whole or not at all, and never replaces the key that another process made meanwhile.
    await link(temporary, path)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  } finally {
    await file.close()
    await rm(temporary, { force: true })
  }
}

/**
 * The 32-byte key that signs the disk store's URLs, kept in `path` and made on first use, readable by its owner alone.
 * It must outlive a restart, or every URL that is out would be refused. Throws where the file holds anything but 32
 * bytes.
 */
export async function loadSigningKey(path: string): Promise<Buffer> {
  const known = await unlessAbsent(readFile(path), null)
  if (known === null) {
    await mkdir(dirname(path), { recursive: true })
    await writeKeyFile(path)
  }
  const key = known ?? (await readFile(path))
  if (key.length !== KEY_BYTES)
    throw new Error(`${path} holds ${key.length} bytes instead of ${KEY_BYTES}: remove it, and a new key is made`)
  return key
}
