import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { type AppServer, startApp } from '../e2e/servers/app-server.ts'
import { startBucketApp } from '../e2e/servers/bucket-app.ts'
import { startPlainServer } from './plain-server.ts'

/** One kind of storage: our app on it, and where a plain page sends and fetches the same bytes. */
export interface Ground {
  readonly app: AppServer
  /** A page that may PUT there. */
  readonly plainPage: string
  /** A URL that takes the bytes by PUT. */
  readonly plainPut: () => Promise<string>
  /** A URL that answers the bytes that were PUT last, as an attachment. */
  readonly plainGet: () => Promise<string>
  /** The loopback port over which the bytes go. */
  readonly port: number
  /** Makes room. What we stored is gone then. */
  readonly clear: () => Promise<void>
  readonly stop: () => Promise<void>
}

async function clearBucket(client: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  const Objects = keys.filter((key) => !key.includes('#')).map((Key) => ({ Key }))
  if (Objects.length > 0) await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
}

/** The app on PostgreSQL and Ceph; the plain page PUTs one object into the same bucket. */
export async function startOnBucket(): Promise<Ground> {
  const { app, bucket, stored, stop } = await startBucketApp({ direct: true })
  const { client, name, endpoint } = bucket
  const plain = { Bucket: name, Key: 'plain' }
  const attachment = { ...plain, ResponseContentDisposition: 'attachment' }
  return {
    app,
    plainPage: `${app.url}/about`,
    plainPut: () => getSignedUrl(client, new PutObjectCommand(plain), { expiresIn: 3600 }),
    plainGet: () => getSignedUrl(client, new GetObjectCommand(attachment), { expiresIn: 3600 }),
    port: Number(new URL(endpoint).port),
    clear: async () => clearBucket(client, name, await stored()),
    stop,
  }
}

/** The app on SQLite and its own disk; the plain page PUTs to a bare server that writes to the same disk. */
export async function startOnDisk(): Promise<Ground> {
  const app = await startApp()
  const folder = mkdtempSync(join(tmpdir(), 'snowdrop-plain-'))
  const plain = await startPlainServer(folder)
  const url = () => Promise.resolve(`${plain.url}/plain`)
  return {
    app,
    plainPage: plain.url,
    plainPut: url,
    plainGet: url,
    port: Number(new URL(app.url).port),
    clear: () => {
      const blobs = readdirSync(app.dataDir, { recursive: true, withFileTypes: true })
      for (const entry of blobs) if (/^\d{5}$/.test(entry.name)) rmSync(join(entry.parentPath, entry.name))
      return Promise.resolve()
    },
    stop: async () => {
      plain.close()
      rmSync(folder, { recursive: true, force: true })
      await app.destroy()
    },
  }
}

/** A browser with a profile on disk, as people have it. */
export interface Browser {
  readonly page: Page
  readonly close: () => Promise<void>
}

/** Starts Debian's Chromium, or the one that CHROMIUM names. Downloads go to `folder`. */
export async function startBrowser(folder: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'snowdrop-profile-'))
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
    acceptDownloads: true,
    downloadsPath: folder,
    locale: 'en-GB',
  })
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** CPU time that a process has used so far, user and system, in seconds (proc(5), clock ticks of 10 ms). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Processor seconds that a process needs for itself in each second in which nobody asks it for anything. */
export async function idleShare(pid: number, seconds = 10): Promise<number> {
  await sleep(2000)
  const before = cpuSeconds(pid)
  await sleep(seconds * 1000)
  return (cpuSeconds(pid) - before) / seconds
}
