import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { type AppServer, startApp } from './app-server.ts'
import { type Ceph, startCeph } from './ceph.ts'
import { type FaultyStorage, startFaultyStorage } from './faulty-storage.ts'
import type { Instance } from './invariant.ts'
import { type PostgresServer, startPostgres } from './postgres.ts'
import { readRows } from './read-rows.ts'
import { readBucket } from './read-storage.ts'
import { type RoundRobin, startRoundRobin } from './round-robin.ts'

/** Replicas of the app behind a proxy, on one PostgreSQL and one bucket of Ceph's, which a proxy stands before too. */
export interface Replicas extends Instance {
  /** Where clients go. */
  readonly url: string
  readonly proxy: RoundRobin
  readonly storage: FaultyStorage
  readonly postgres: PostgresServer
  readonly ceph: Ceph
  /** For whoever does something to the bucket beside the app. */
  readonly bucket: S3Client
  readonly databaseUrl: string
  /** What every replica is set to. */
  readonly settings: Record<string, string>
  readonly app: (index: number) => AppServer
  /** `kill -9`. */
  readonly kill: (index: number) => Promise<void>
  /** Starts a killed replica again, on its port. */
  readonly revive: (index: number) => Promise<void>
  /** One of the app's metrics, of all replicas together. */
  readonly metric: (name: string) => Promise<number>
  readonly stop: () => Promise<void>
}

const BUCKET = 'drops'

async function startBackends(stops: (() => Promise<unknown>)[]) {
  const [ceph, postgres] = await Promise.all([startCeph(), startPostgres()])
  stops.push(ceph.stop, postgres.stop)
  const storage = await startFaultyStorage(ceph.endpoint)
  stops.push(storage.close)
  const { endpoint, region, credentials } = ceph
  const client = new S3Client({ endpoint, region, credentials: { ...credentials }, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
  stops.push(() => {
    client.destroy()
    return Promise.resolve()
  })
  const DATABASE_URL = await postgres.createDatabase('snowdrop')
  const settings = {
    DATABASE_URL,
    SNOWDROP_STORAGE: 's3',
    SNOWDROP_S3_BUCKET: BUCKET,
    SNOWDROP_S3_ENDPOINT: storage.url,
    SNOWDROP_S3_REGION: region,
    SNOWDROP_S3_FORCE_PATH_STYLE: 'true',
    SNOWDROP_S3_ACCESS_KEY_ID: credentials.accessKeyId,
    SNOWDROP_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  }
  return {
    ceph,
    bucket: client,
    postgres,
    storage,
    settings,
    databaseUrl: DATABASE_URL,
    rows: () => readRows(DATABASE_URL),
    held: () => readBucket(client, BUCKET),
  }
}

async function readMetric({ url }: AppServer, name: string): Promise<number> {
  const text = await (await fetch(`${url}/api/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')[1] ?? 0,
  )
}

/** Starts `count` replicas, each with `env` added to its settings. */
export async function startReplicas(count = 3, env: Record<string, string> = {}): Promise<Replicas> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const each of stops.splice(0).toReversed()) await each()
  }
  try {
    const backends = await startBackends(stops)
    const { settings } = backends
    const start = (index: number, former?: AppServer) =>
      startApp({ ...settings, ...env, AWS_SDK_UA_APP_ID: String(index) }, former)
    const apps = await Promise.all(Array.from({ length: count }, (_, index) => start(index)))
    stops.push(() => Promise.all(apps.map(({ destroy }) => destroy())))
    const app = (index: number) => {
      const found = apps[index]
      if (found === undefined) throw new Error(`there is no replica ${index}`)
      return found
    }
    const proxy = await startRoundRobin(apps.map(({ url }) => url))
    stops.push(proxy.close)
    return {
      ...backends,
      url: proxy.url,
      proxy,
      app,
      kill: async (index) => {
        await app(index).stop('SIGKILL')
      },
      revive: async (index) => {
        apps[index] = await start(index, app(index))
      },
      metric: async (name) => {
        const values = await Promise.all(apps.map((each) => readMetric(each, name)))
        return values.reduce((sum, value) => sum + value, 0)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
