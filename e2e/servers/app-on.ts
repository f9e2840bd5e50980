import { type AppServer, startApp } from './app-server.ts'
import { type BucketApp, startBucketApp } from './bucket-app.ts'

/** The app on one of its storages. */
export interface AppOn {
  readonly app: AppServer
  /** None where the app itself stores. */
  readonly bucket: BucketApp | null
  readonly stop: () => Promise<void>
}

/** Starts the app as it comes, or on PostgreSQL and a bucket that clients reach directly. */
export async function startAppOn(storage: 'disk' | 'bucket'): Promise<AppOn> {
  if (storage === 'bucket') {
    const bucket = await startBucketApp({ direct: true })
    return { app: bucket.app, bucket, stop: bucket.stop }
  }
  const app = await startApp()
  return { app, bucket: null, stop: app.destroy }
}
