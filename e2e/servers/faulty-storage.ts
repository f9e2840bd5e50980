import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** What S3 is asked to do, as far as tests tell it apart. */
export type StorageVerb =
  | 'begin'
  | 'put-part'
  | 'list-parts'
  | 'complete'
  | 'abort'
  | 'read'
  | 'look'
  | 'delete'
  | 'list'

/** One request to storage. */
export interface Asked {
  readonly verb: StorageVerb
  /** The object's whole name; empty for the bucket. */
  readonly key: string
  /** What the asking process was told to call itself (`AWS_SDK_UA_APP_ID`); empty for clients with a signed URL. */
  readonly by: string
}

/**
 * What a request meets. `down`: nobody answers. `answer`: storage refuses. `slow`: it takes its time. `held`: storage
 * does it, and its answer waits; `lost`: its answer never comes.
 */
export type Fault =
  | { readonly kind: 'down' }
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'held'; readonly until: Promise<unknown> }
  | { readonly kind: 'lost' }

/** A proxy before an S3 server that counts what is asked, and breaks it as tests wish. */
export interface FaultyStorage {
  readonly url: string
  /** Requests that storage itself did: answered with 2xx. */
  readonly done: readonly Asked[]
  /** From now on requests meet what `fault` answers for them; null is none. */
  readonly break: (fault: (asked: Asked) => Fault | null) => void
  readonly mend: () => void
  readonly close: () => Promise<void>
}

/** By method, and by the query that S3 tells its operations apart by. */
function verbOf(method: string, { searchParams }: URL, key: string): StorageVerb {
  const ofUpload = searchParams.has('uploadId')
  if (key === '') return 'list'
  if (method === 'POST') return ofUpload ? 'complete' : 'begin'
  if (method === 'PUT') return 'put-part'
  if (method === 'DELETE') return ofUpload ? 'abort' : 'delete'
  if (method === 'HEAD') return 'look'
  return ofUpload ? 'list-parts' : 'read'
}

function read({ method = 'GET', url = '/', headers }: IncomingMessage): Asked {
  const target = new URL(url, 'http://storage')
  // Path style: the bucket comes first.
  const key = decodeURIComponent(target.pathname).split('/').slice(2).join('/')
  const by = / app\/([\w-]+)/.exec(headers['user-agent'] ?? '')?.[1] ?? ''
  return { verb: verbOf(method, target, key), key, by }
}

function refuse(asked: IncomingMessage, response: ServerResponse, status: number, code: string): void {
  // Storage too reads what it refuses, or its client would see a broken line.
  asked.resume().once('end', () => {
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`)
  })
}

function passOn(target: string, asked: IncomingMessage): Promise<IncomingMessage> {
  const { method, url, headers } = asked
  return new Promise((resolve, reject) => {
    const options = { ...(method !== undefined && { method }), headers, agent: false }
    const sent = request(new URL(url ?? '/', target), options, resolve)
    pipeline(asked, sent).catch(reject)
  })
}

/**
 * Starts the proxy on a free loopback port before `target` (an origin). Signatures stay good, as the host is passed on
 * as it was named.
 */
export async function startFaultyStorage(target: string): Promise<FaultyStorage> {
  const done: Asked[] = []
  let faultOf: (asked: Asked) => Fault | null = () => null
  const answer = async (asked: IncomingMessage, response: ServerResponse) => {
    const what = read(asked)
    const fault = faultOf(what)
    if (fault?.kind === 'down') return void response.destroy()
    if (fault?.kind === 'answer') {
      refuse(asked, response, fault.status, fault.code)
      return
    }
    if (fault?.kind === 'slow') await sleep(fault.ms)
    const answered = await passOn(target, asked)
    const status = answered.statusCode ?? 502
    if (status >= 200 && status < 300) done.push(what)
    if (fault?.kind === 'lost') return void response.destroy()
    if (fault?.kind === 'held') await fault.until
    response.writeHead(status, answered.headers)
    await pipeline(answered, response)
  }
  // Idle connections outlive the pauses of a slow test, or a client would meet one that is just being closed.
  const server = createServer({ keepAliveTimeout: 65_000 }, (asked, response) => {
    answer(asked, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    done,
    break: (fault) => {
      faultOf = fault
    },
    mend: () => {
      faultOf = () => null
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
