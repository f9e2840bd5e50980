import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl, S3RequestPresigner } from '@aws-sdk/s3-request-presigner'
import type { BlobUpload, ByteRange, SignedRequest, StoredPart } from '../../ports/blob-store.ts'
import type { DropId } from '../../wire/fields.ts'
import { type Bucket, createBucket, type S3Options } from './s3-client.ts'

/** Signs requests for what a bucket holds. Times in Unix ms. */
export interface Signer {
  /** Signs an UploadPart with its length, a header that every HTTP client sends by itself. */
  readonly uploadPart: (upload: BlobUpload, part: StoredPart, expiresAt: number, now: number) => Promise<SignedRequest>
  /** Signs a GetObject together with its Range header, which has to be sent as it stands. */
  readonly getRange: (key: DropId, range: ByteRange, expiresAt: number, now: number) => Promise<SignedRequest>
}

/** What the URLs of a bucket's objects have in common, and what signs them. */
interface Place {
  readonly url: URL
  /** Before every key, as it stands in a URL. */
  readonly path: string
  readonly presigner: S3RequestPresigner
}

/**
 * [Note: One URL by the SDK] `getSignedUrl` puts a whole client's request together for each URL: four times the work of
 * the signature itself, and ten times as long as V8 has not compiled it, which a server that is asked now and then never
 * gets to. So the SDK is asked for one URL, which says what it makes of endpoint, region and bucket, and from then on
 * for signatures alone.
 */
async function findPlace({ signer, name, prefix }: Bucket): Promise<Place> {
  const key = 'key'
  const url = new URL(await getSignedUrl(signer, new GetObjectCommand({ Bucket: name, Key: prefix + key })))
  const [region = '', signingName = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/').slice(-3)
  const presigner = new S3RequestPresigner({ ...signer.config, region: () => Promise.resolve(region), signingName })
  return { url, path: url.pathname.slice(0, -key.length), presigner }
}

/**
 * A signature's date and its seconds to live, which are all that S3 knows of time: never later than `expiresAt`. Told
 * by storage's clock, as far as the SDK has learned from its answers that ours is wrong by minutes: or every URL would
 * be over before it is used.
 */
function validity({ client }: Bucket, expiresAt: number, now: number) {
  const signedAt = Math.floor(Math.min(now, expiresAt - 1000) / 1000) * 1000
  const signingDate = new Date(signedAt + client.config.systemClockOffset)
  return { signingDate, expiresIn: Math.floor((expiresAt - signedAt) / 1000) }
}

interface Asked {
  readonly method: 'GET' | 'PUT'
  readonly key: DropId
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

async function sign(
  { url, path, presigner }: Place,
  { method, key, query, headers }: Asked,
  times: ReturnType<typeof validity>,
): Promise<string> {
  const { protocol, hostname, port } = url
  const place = { protocol, hostname, ...(port !== '' && { port: Number(port) }), path: path + key }
  const signed = await presigner.presign({ ...place, method, query: { ...query }, headers: { ...headers } }, times)
  const pairs = Object.entries(signed.query ?? {}).map(
    ([each, value]) => `${each}=${encodeURIComponent(String(value))}`,
  )
  return `${url.origin}${signed.path}?${pairs.join('&')}`
}

/** What signs for a bucket. Errors: those of the SDK where it finds no credentials. */
export function createSigner(bucket: Bucket): Signer {
  let found: Promise<Place> | undefined
  const place = () => {
    found ??= findPlace(bucket).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
  return {
    uploadPart: async ({ key, uploadId }, { number, length }, expiresAt, now) => {
      const query = { partNumber: String(number), uploadId, 'x-id': 'UploadPart' }
      const asked = { method: 'PUT', key, query, headers: { 'content-length': String(length) } } as const
      return { url: await sign(await place(), asked, validity(bucket, expiresAt, now)), headers: {} }
    },
    getRange: async (key, { offset, length }, expiresAt, now) => {
      const headers = { range: `bytes=${offset}-${offset + length - 1}` }
      const asked = { method: 'GET', key, query: { 'x-id': 'GetObject' }, headers } as const
      return { url: await sign(await place(), asked, validity(bucket, expiresAt, now)), headers }
    },
  }
}

/** Where URLs lead is the same for everybody's. */
const ANYBODY: S3Options['credentials'] = { accessKeyId: 'anybody', secretAccessKey: 'anybody' }

/**
 * The origin of all URLs that are signed for a bucket: the SDK alone knows which buckets, hosts and regions it puts
 * together in which way. Asks nobody, and needs no credentials.
 */
export async function originOf(options: S3Options): Promise<string> {
  const bucket = createBucket({ ...options, credentials: ANYBODY })
  try {
    return (await findPlace(bucket)).url.origin
  } finally {
    bucket.close()
  }
}
