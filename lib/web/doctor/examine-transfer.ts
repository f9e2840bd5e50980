import { isDropError } from '../../format/drop-error.ts'
import type { BlobStore, SignedRequest } from '../../ports/blob-store.ts'
import type { DropId } from '../../wire/fields.ts'
import { describeFailure } from '../describe-failure.ts'
import { examineExposed, examinePreflight } from './examine-browser-access.ts'
import { advice, type Finding, fault, well } from './finding.ts'

/** What a real upload and download are tried with. */
export interface Trial {
  readonly store: BlobStore
  /** Names no drop. Whatever comes to lie under it is deleted again. */
  readonly key: DropId
  /** Where the pages come from, if that is known. */
  readonly origin: string | undefined
  /** Unix ms. */
  readonly now: () => number
  readonly signal: AbortSignal
}

const LENGTH = 70_000
const RANGE = { offset: 1000, length: 500 }
const SIGNED_MS = 60_000
/**
 * Signatures are refused at fifteen minutes (S3); ours live five, and half a minute is what a slow line may cost. In
 * ms.
 */
const SKEW_MS = 30_000

async function put({ url, headers }: SignedRequest, length: number, { origin, signal }: Trial): Promise<Response> {
  const sent = { ...headers, ...(origin !== undefined && { origin }) }
  const answer = await fetch(url, { method: 'PUT', headers: sent, body: new Uint8Array(length), signal })
  await answer.arrayBuffer()
  return answer
}

async function get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) {
  const answer = await fetch(url, { headers, signal })
  return { ok: answer.ok, status: answer.status, length: (await answer.arrayBuffer()).byteLength }
}

/** Compares storage's clock with ours by the Date of one answer, which has whole seconds. */
export function examineClock(date: string | null, asked: number, answered: number): Finding {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return advice('Storage does not say what time it is.')
  const skew = theirs > answered ? theirs - answered : Math.max(0, asked - (theirs + 1000))
  if (skew <= SKEW_MS) return well('The clocks of this machine and of storage agree.')
  return fault(
    `The clock of this machine and that of storage are ${Math.round(skew / 1000)} s apart: links end at the wrong time, and signed URLs may be refused. Set both by NTP ("timedatectl set-ntp true").`,
  )
}

function judgeLatePart(taken: boolean): Finding {
  if (!taken) return well('A part that comes after completion is refused.')
  return advice(
    'Storage takes a part that comes after completion (OpenStack Swift does): for five minutes a sender can make their own drop unreadable, which receivers are told, and segments may stay behind. No setting helps; another S3 server does.',
  )
}

async function examinePart(trial: Trial): Promise<Finding[]> {
  const { store, key, origin, now, signal } = trial
  const upload = await store.begin(key)
  const part = { number: 1, length: LENGTH }
  const request = await store.signPut(upload, part, now() + SIGNED_MS)
  const findings: Finding[] = []
  if (origin !== undefined) findings.push(await examinePreflight(origin, { method: 'PUT', request }, signal))
  const asked = now()
  const answer = await put(request, LENGTH, trial)
  findings.push(examineClock(answer.headers.get('date'), asked, now()))
  const { host } = new URL(request.url)
  if (!answer.ok)
    return [
      ...findings,
      fault(
        `A part cannot be stored by a presigned URL: ${host} answers ${answer.status}. Look at SNOWDROP_S3_PUBLIC_ENDPOINT, SNOWDROP_S3_FORCE_PATH_STYLE and SNOWDROP_S3_REGION; a proxy before storage must pass Host on unchanged.`,
      ),
    ]
  findings.push(well(`A part was stored at ${host}.`))
  if (origin !== undefined) findings.push(examineExposed(origin, answer))
  const other = await put(request, LENGTH + 1, trial).then(({ ok }) => ok)
  findings.push(
    other
      ? fault(
          'Storage takes a part of another length than was signed: it does not check signed headers. Use another S3 server.',
        )
      : well('A part of another length than was signed is refused.'),
  )
  await store.complete(upload, [part])
  findings.push(...(await examineRange(trial)))
  return [...findings, judgeLatePart((await put(request, LENGTH, trial)).ok)]
}

async function examineRange({ store, key, origin, now, signal }: Trial): Promise<Finding[]> {
  const request = await store.signGet(key, RANGE, now() + SIGNED_MS)
  const findings = origin === undefined ? [] : [await examinePreflight(origin, { method: 'GET', request }, signal)]
  const { status, length } = await get(request.url, request.headers, signal)
  findings.push(
    status === 206 && length === RANGE.length
      ? well('A range was read.')
      : fault(
          `A range cannot be read by a presigned URL: storage answers ${status} with ${length} bytes. A proxy or CDN before storage must pass the Range header on and store nothing.`,
        ),
  )
  const other = await get(request.url, { range: 'bytes=0-69999' }, signal)
  return [
    ...findings,
    other.ok && other.length !== RANGE.length
      ? fault('Storage reads another range than was signed: it does not check signed headers. Use another S3 server.')
      : well('Another range than was signed is refused.'),
  ]
}

async function examineAbort(trial: Trial): Promise<Finding> {
  const { store, key, now } = trial
  const upload = await store.begin(key)
  await put(await store.signPut(upload, { number: 1, length: 10 }, now() + SIGNED_MS), 10, trial)
  await store.delete(key)
  const gone = await store.parts(upload).then(
    () => false,
    (error: unknown) => isDropError(error, 'upload-ended'),
  )
  if (gone) return well('What was deleted and given up is gone.')
  return fault(
    'An upload that was given up is still there: the credentials need s3:AbortMultipartUpload, s3:ListMultipartUploadParts and s3:ListBucketMultipartUploads.',
  )
}

/** The rights that a bucket policy has to give, on the bucket and on what is in it. */
const RIGHTS =
  's3:ListBucket, s3:ListBucketMultipartUploads, s3:GetBucketVersioning on the bucket; s3:PutObject, s3:GetObject, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListMultipartUploadParts on what is in it'

/** Uploads, reads and deletes as a drop does, through the addresses that browsers use. Leaves nothing behind. */
export async function examineTransfer(trial: Trial): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const trying = async (what: string, attempt: () => Promise<readonly Finding[]>) => {
    try {
      findings.push(...(await attempt()))
    } catch (error) {
      findings.push(fault(`${what} failed (${describeFailure(error)}). The credentials need ${RIGHTS}.`))
    }
  }
  await trying('A trial upload', () => examinePart(trial))
  await trying('Giving up a trial upload', async () => [await examineAbort(trial)])
  await trying('Removing the trial', () => trial.store.delete(trial.key).then(() => []))
  return findings
}
