import { ContentKey } from '../../crypto/content-key.ts'
import { cleanPaths } from '../../format/clean-paths.ts'
import { isDropError } from '../../format/drop-error.ts'
import { measurePayload } from '../../format/geometry.ts'
import { parseHeader } from '../../format/header.ts'
import type { KeptUpload, SenderStore } from '../../ports/sender-store.ts'
import type { DropId } from '../../wire/fields.ts'
import { totalBytes } from './picked-files.ts'
import { fixedParts } from './plan-parts.ts'
import type { UnfinishedUpload } from './send-state.ts'
import type { UploadOrigin } from './upload-origin.ts'

/** An upload that a former page began, as it can be gone on with. */
export interface KeptOrigin {
  readonly upload: KeptUpload
  readonly origin: UploadOrigin
  /** Bytes that storage acknowledged. */
  readonly doneBytes: number
}

type Kept = Awaited<ReturnType<SenderStore['uploads']>>[number]

function toOrigin({ upload, parts }: Kept): KeptOrigin {
  const header = parseHeader(upload.header)
  const { partBytes } = measurePayload(header, 0)
  const total = totalBytes(upload.files)
  const fixed = fixedParts(total, partBytes)
  const full = new Map([...parts].filter(([number]) => number <= fixed))
  const { id, owner } = upload
  const contentKey = ContentKey.fromKept(upload.contentKey)
  // The page before may have sealed and stored all of them, and not lived to note it.
  const startedParts = Math.ceil(total / partBytes)
  return {
    upload,
    origin: { id, owner, header, contentKey, parts: full, startedParts },
    doneBytes: full.size * partBytes,
  }
}

function readKept(kept: Kept): KeptOrigin[] {
  try {
    return [toOrigin(kept)]
  } catch (error) {
    // What another version of this page kept.
    if (isDropError(error)) return []
    throw error
  }
}

/** All uploads that are kept and can be read. Errors: `save-failed`. */
export async function keptUploads(store: SenderStore): Promise<readonly KeptOrigin[]> {
  return (await store.uploads()).flatMap(readKept)
}

/** What its sender sees of a kept upload. */
export function toUnfinished({ upload, doneBytes }: KeptOrigin, taken: ReadonlySet<DropId>): UnfinishedUpload {
  const { id, begunAt, files } = upload
  const paths = cleanPaths(files.map(({ rawPath }) => rawPath))
  const progress = { doneBytes, totalBytes: totalBytes(files), bytesPerSecond: null, secondsLeft: null }
  return {
    ...{ id, begunAt, progress },
    files: files.map(({ size }, index) => ({ key: `${id}/${index}`, path: paths[index] ?? '', size })),
    hasHandles: files.every(({ handle }) => handle !== null),
    isElsewhere: taken.has(id),
  }
}
