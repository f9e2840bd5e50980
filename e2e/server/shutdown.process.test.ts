import { type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { call, claim, complete, liveDrop, type Upload, upload } from './api-client.ts'

let app: AppServer | undefined
afterEach(() => app?.destroy())

const isStopping = (server: AppServer) => expect.poll(() => server.log()).toContain('no new requests')

/** Begins a PUT of the last part again and sends half of it; `finish` sends the rest and answers the status. */
async function slowUpload(server: AppServer, begun: Upload): Promise<() => Promise<number>> {
  const number = begun.parts
  const { body } = await call(server.url, 'POST', `/drops/${begun.id}/grants`, begun.owner, {
    parts: [{ number, length: 65_552 }],
  })
  const [grant] = body.grants as { url: string }[]
  const put = request(new URL(grant?.url ?? '', server.url), {
    method: 'PUT',
    headers: { 'content-length': 65_552 },
    agent: false,
  })
  const answered = new Promise<number>((resolve, reject) => {
    put.once('response', (response) => resolve(response.resume().statusCode ?? 0))
    put.once('error', reject)
  })
  answered.catch(() => {})
  await new Promise((resolve) => put.write(Buffer.alloc(30_000), resolve))
  return () => {
    put.end(Buffer.alloc(35_552))
    return answered
  }
}

/** Begins a GET of all of a drop and reads nothing yet; `finish` reads it and answers its length. */
async function slowDownload(server: AppServer): Promise<() => Promise<number>> {
  const drop = await liveDrop(server.url, { parts: 3 })
  const { body } = await claim(server.url, drop)
  const grant = body.grant as { url: string; length: number }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(new URL(grant.url, server.url), { agent: false }, resolve).once('error', reject).end()
  })
  return async () => {
    let length = 0
    for await (const piece of response as AsyncIterable<Buffer>) length += piece.length
    return grant.length - length
  }
}

/** A connection on which a request for `path` has begun. */
async function halfAsked(server: AppServer, path: string): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), 'localhost')
  await new Promise((resolve) => socket.once('connect', resolve))
  await new Promise((resolve) => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n`, resolve))
  return socket
}

test('after SIGTERM nobody new is let in, what runs is finished, and the process ends with 0', async () => {
  app = await startApp()
  const begun = await upload(app.url, 1)
  const [finishUpload, finishDownload] = [await slowUpload(app, begun), await slowDownload(app)]
  const asking = await halfAsked(app, '/api/health/ready')
  // The server has read what was sent before it hears of its end: it answers others meanwhile.
  await call(app.url, 'GET', '/config')
  const ended = app.stop('SIGTERM')
  await isStopping(app)
  await expect.poll(() => call(app?.url ?? '', 'GET', '/config').catch(() => null)).toBe(null)
  let answer = ''
  asking.on('data', (data: Buffer) => (answer += data.toString())).write('\r\n')
  await expect.poll(() => answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*"stopping":true/)
  expect(answer.toLowerCase()).toContain('connection: close')
  expect(await finishDownload()).toBe(0)
  expect(await finishUpload()).toBe(200)
  expect(await ended).toBe(0)
  // What was acknowledged is there, and the database was closed in good order.
  app = await startApp({}, app)
  await complete(app.url, begun)
  expect(app.log()).not.toContain('"level":"error"')
})

test('what takes longer than the grace is cut', async () => {
  app = await startApp({ SNOWDROP_SHUTDOWN_GRACE: '1s' })
  const finish = await slowUpload(app, await upload(app.url, 1))
  expect(await app.stop('SIGTERM')).toBe(0)
  await expect(finish()).rejects.toThrow()
})

test('a second signal ends it at once, an echo of the first does not', async () => {
  app = await startApp()
  const finish = await slowUpload(app, await upload(app.url, 1))
  const ended = app.stop('SIGTERM')
  process.kill(app.pid, 'SIGTERM')
  await isStopping(app)
  process.kill(app.pid, 'SIGTERM')
  // Half a second is what counts as an echo; the process decides that by its own clock.
  let code: number | null | undefined
  void ended.then((status) => (code = status))
  await expect
    .poll(
      async () => {
        if (code !== undefined) return code
        await sleep(100)
        try {
          process.kill(app?.pid ?? 0, 'SIGTERM')
        } catch {
          // It is gone.
        }
        return code
      },
      { timeout: 10_000 },
    )
    .toBe(1)
  await expect(finish()).rejects.toThrow()
})
