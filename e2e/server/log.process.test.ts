import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { call, claim, liveDrop, randomToken, upload } from './api-client.ts'

let app: AppServer
beforeAll(async () => {
  app = await startApp({ SNOWDROP_LOG_LEVEL: 'debug' })
})
afterAll(() => app.destroy())

/** The log's lines as an operator's tools read them; what is not JSON are the words of the start. */
const lines = () =>
  app
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('at debug every request is a line of its route, and still nothing of what it carried', async () => {
  const drop = await liveDrop(app.url)
  const lease = await claim(app.url, drop)
  const grant = lease.body.grant as { url: string; headers: Record<string, string> }
  await fetch(new URL(grant.url, app.url), { headers: { ...grant.headers, 'x-forwarded-for': '203.0.113.9' } })
  await call(app.url, 'POST', `/links/${drop.locator}/open`, randomToken())
  await call(app.url, 'DELETE', `/drops/${drop.id}`, drop.owner)
  const expected = [
    { route: 'drops', method: 'POST', status: 200 },
    { route: 'blobs', method: 'PUT', status: 200 },
    { route: 'drops/:id/complete', method: 'POST', status: 200 },
    { route: 'links/:locator/leases', method: 'POST', status: 200 },
    { route: 'blobs', method: 'GET', status: 200 },
    { route: 'links/:locator/open', method: 'POST', status: 404, code: 'not-found' },
    { route: 'drops/:id', method: 'DELETE', status: 204 },
  ]
  for (const line of expected)
    await expect.poll(lines).toContainEqual(expect.objectContaining({ level: 'debug', ...line }))
  for (const secret of [drop.id, drop.locator, drop.owner, drop.access, lease.id, lease.token])
    expect(app.log()).not.toContain(secret)
  expect(app.log()).not.toMatch(/203\.0\.113|127\.0\.0\.1|::1|signature/)
})

test('who goes away in the middle of a part is no failure of ours', async () => {
  const { id, owner } = await upload(app.url, 1)
  const { body } = await call(app.url, 'POST', `/drops/${id}/grants`, owner, { parts: [{ number: 1, length: 65_552 }] })
  const [grant] = body.grants as { url: string }[]
  const headers = { 'content-length': 65_552 }
  const put = request(new URL(grant?.url ?? '', app.url), { method: 'PUT', headers, agent: false }).on(
    'error',
    () => {},
  )
  await new Promise((resolve) => put.write(Buffer.alloc(30_000), resolve))
  // The server has heard of it before it hears of its end: it answers others meanwhile.
  await call(app.url, 'GET', '/config')
  put.destroy()
  const line = { route: 'blobs', method: 'PUT', status: 400, code: 'bad-request' }
  await expect.poll(lines).toContainEqual(expect.objectContaining({ level: 'debug', ...line }))
  expect(lines().filter(({ level }) => level === 'error')).toEqual([])
})

/** The status that a request is answered by; `target` goes as it stands. */
const statusOf = (target: string, headers: Record<string, string> = {}) =>
  new Promise((resolve, reject) => {
    request(app.url, { path: target, headers }, (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end()
  })

test('what is asked for in the absolute form is answered, and is not in the log either', async () => {
  const secret = randomToken()
  for (const target of [`http://x/d?${secret}`, `http://[/d?${secret}`, `http://x/api/v1/config?${secret}`])
    expect([target, await statusOf(target)]).toEqual([target, 200])
  expect(app.log()).not.toContain(secret)
})

test('who offers to speak another protocol is answered in this one, and is not in the log either', async () => {
  const secret = randomToken()
  expect(await statusOf('/d')).toBe(200)
  for (const target of ['/', '/api/v1/config', `http://[/d?${secret}`])
    for (const upgrade of ['websocket', 'h2c'])
      expect([target, await statusOf(target, { connection: 'upgrade', upgrade })]).toEqual([target, 200])
  expect(app.log()).not.toContain(secret)
})

test('nobody writes lines of the log by what they ask for', async () => {
  const line = '\n{"msg":"forged"}'
  for (const target of [`/_next/image?w=64&q=75&url=/${encodeURIComponent(line)}`, `/d${encodeURIComponent(line)}`])
    expect(await statusOf(target)).toBe(404)
  // Next complains of it, and quotes it.
  await fetch(`${app.url}/_next/nothing`, { method: 'POST', headers: { 'next-action': 'forged' } })
  await expect.poll(lines).toContainEqual(expect.objectContaining({ msg: 'console: Error' }))
  expect(app.log()).not.toContain('forged')
})

test('the start is in words, and metrics name the same routes', async () => {
  expect(app.log()).toMatch(/^Snowdrop [\d.]+\n/)
  expect(app.log()).toContain('\nReady on http://localhost:')
  const metrics = await (await fetch(`${app.url}/api/metrics`)).text()
  expect(metrics).toMatch(
    /snowdrop_request_seconds_count\{route="links\/:locator\/leases",method="POST",status="200"\} 1/,
  )
  expect(metrics).toContain('snowdrop_leases_total{verdict="claimed"} 1')
  expect(metrics).toContain('process_resident_memory_bytes')
})
