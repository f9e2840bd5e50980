import { spawn } from 'node:child_process'
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type AppServer, startApp } from './app-server.ts'
import { startCeph } from './ceph.ts'
import { type CutProxy, startCutProxy } from './cut-proxy.ts'
import { freePort } from './free-ports.ts'
import { startPostgres } from './postgres.ts'

/** The app on PostgreSQL and a bucket of Ceph's, which browsers reach by another address than the app does. */
export interface BucketApp {
  readonly app: AppServer
  /** The line between browsers and bucket; none where they reach it directly. */
  readonly line: CutProxy | null
  readonly bucket: { readonly client: S3Client; readonly name: string; readonly endpoint: string }
  /** Every object in the bucket, and every part of an unfinished upload. */
  readonly stored: () => Promise<readonly string[]>
  readonly stop: () => Promise<void>
}

const BUCKET = 'drops'

/** The parts of an unfinished upload; none where it was given up since it was listed. */
async function listParts(client: S3Client, upload: { Key: string; UploadId: string | undefined }): Promise<string[]> {
  try {
    const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket: BUCKET, ...upload }))
    return Parts.map(({ PartNumber = 0 }) => `${upload.Key}#${PartNumber}`)
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NoSuchUpload'].includes(error.name)) return []
    throw error
  }
}

async function listStored(client: S3Client): Promise<readonly string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))
  const parts = await Promise.all(Uploads.map(({ Key = '', UploadId }) => listParts(client, { Key, UploadId })))
  return [...Contents.map(({ Key = '' }) => Key), ...parts.flat()]
}

/** As an operator does it: CORS and lifecycle rules come from our own command. */
async function setUpBucket(settings: Record<string, string>): Promise<void> {
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/setup-bucket.ts']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`setup-bucket failed:\n${said}`)
}

/** Starts PostgreSQL, Ceph and the app, each fresh. */
export async function startBucketApp({ direct = false } = {}): Promise<BucketApp> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const each of stops.splice(0).toReversed()) await each()
  }
  try {
    const postgres = await startPostgres()
    stops.push(postgres.stop)
    const { endpoint, region, credentials, stop: stopCeph } = await startCeph()
    stops.push(stopCeph)
    const line = direct ? null : await startCutProxy(endpoint)
    if (line !== null) stops.push(line.close)
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const port = await freePort()
    const settings = {
      PORT: String(port),
      SNOWDROP_URL: `http://localhost:${port}`,
      DATABASE_URL: await postgres.createDatabase('snowdrop'),
      SNOWDROP_STORAGE: 's3',
      SNOWDROP_S3_BUCKET: BUCKET,
      SNOWDROP_S3_ENDPOINT: endpoint,
      SNOWDROP_S3_PUBLIC_ENDPOINT: line?.url ?? endpoint,
      SNOWDROP_S3_REGION: region,
      SNOWDROP_S3_FORCE_PATH_STYLE: 'true',
      SNOWDROP_S3_ACCESS_KEY_ID: credentials.accessKeyId,
      SNOWDROP_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }
    await setUpBucket(settings)
    const app = await startApp(settings)
    stops.push(app.destroy)
    return { app, line, bucket: { client, name: BUCKET, endpoint }, stored: () => listStored(client), stop }
  } catch (error) {
    await stop()
    throw error
  }
}
