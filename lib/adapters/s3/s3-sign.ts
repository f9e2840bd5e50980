import { GetObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { BlobUpload, ByteRange, SignedRequest, StoredPart } from '../../ports/blob-store.ts'
import type { DropId } from '../../wire/fields.ts'
import type { Bucket } from './s3-client.ts'

/**
 * A signature's date and its seconds to live, which are all that S3 knows of time: never later than `expiresAt` (Unix
 * ms). Told by storage's clock, as far as the SDK has learned from its answers that ours is wrong by minutes: or every
 * URL would be over before it is used.
 */
function validity({ client }: Bucket, expiresAt: number, now: number) {
  const signedAt = Math.floor(Math.min(now, expiresAt - 1000) / 1000) * 1000
  const signingDate = new Date(signedAt + client.config.systemClockOffset)
  return { signingDate, expiresIn: Math.floor((expiresAt - signedAt) / 1000) }
}

/**
 * Signs an UploadPart. The SDK signs a content-length it is given, and every HTTP client sends that header by itself.
 */
export async function signUploadPart(
  bucket: Bucket,
  { key, uploadId }: BlobUpload,
  { number, length }: StoredPart,
  expiresAt: number,
  now: number,
): Promise<SignedRequest> {
  const target = { Bucket: bucket.name, Key: bucket.prefix + key, UploadId: uploadId, PartNumber: number }
  const command = new UploadPartCommand({ ...target, ContentLength: length })
  return { url: await getSignedUrl(bucket.signer, command, validity(bucket, expiresAt, now)), headers: {} }
}

/** Signs a GetObject together with its Range header, which has to be sent as it stands. */
export async function signGetRange(
  bucket: Bucket,
  key: DropId,
  { offset, length }: ByteRange,
  expiresAt: number,
  now: number,
): Promise<SignedRequest> {
  const range = `bytes=${offset}-${offset + length - 1}`
  const command = new GetObjectCommand({ Bucket: bucket.name, Key: bucket.prefix + key, Range: range })
  return { url: await getSignedUrl(bucket.signer, command, validity(bucket, expiresAt, now)), headers: { range } }
}
