import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'

export interface S3Options {
  /** Where the app reaches storage; left out for AWS. */
  readonly endpoint?: string | undefined
  /** Where browsers reach the same storage, if that is elsewhere: signed URLs name it. */
  readonly publicEndpoint?: string | undefined
  readonly region: string
  readonly bucket: string
  /** What stands before every key, such as `drops/`; may be empty. */
  readonly prefix: string
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  readonly forcePathStyle: boolean
  /**
   * What storage is asked to encrypt with, beside our own encryption; `keyId` is KMS's name of a key, left out for the
   * account's own.
   */
  readonly sse?: { readonly algorithm: 'AES256' | 'aws:kms'; readonly keyId?: string | undefined } | undefined
  /** Left out: what the SDK finds in its environment. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/** A bucket, the client that talks to it, and the client that only signs, for the address that browsers use. */
export interface Bucket {
  readonly client: S3Client
  readonly signer: S3Client
  readonly name: string
  readonly prefix: string
  readonly sse: S3Options['sse']
  /** Ends the connections of both clients. */
  readonly close: () => void
}

function createClient({ region, forcePathStyle, credentials }: S3Options, endpoint: string | undefined): S3Client {
  const config: S3ClientConfig = {
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials: { ...credentials } }),
    // Every byte is under an AEAD tag, and many S3 servers refuse or ignore the SDK's additional checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 120_000, throwOnRequestTimeout: true },
  }
  return new S3Client(config)
}

/** The clients of one bucket. Nothing is asked of storage yet. */
export function createBucket(options: S3Options): Bucket {
  const client = createClient(options, options.endpoint)
  const signer = createClient(options, options.publicEndpoint ?? options.endpoint)
  const close = () => {
    client.destroy()
    signer.destroy()
  }
  return { client, signer, name: options.bucket, prefix: options.prefix, sse: options.sse, close }
}
