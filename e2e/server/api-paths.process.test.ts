import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'

let app: AppServer
beforeAll(async () => {
  app = await startApp({ SNOWDROP_LOG_LEVEL: 'debug' })
})
afterAll(() => app.destroy())

/** A request that goes as it stands, by any method. */
async function ask(method: string, path: string) {
  const asked = request(app.url, { path, method, agent: false })
  asked.end(method === 'POST' ? '{}' : undefined)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

/** What every answer of the API carries. */
const guarded = ({ headers }: Pick<IncomingMessage, 'headers'>) =>
  ['content-security-policy', 'referrer-policy', 'x-content-type-options', 'cache-control'].map((name) => headers[name])

test.each([
  ['GET', '/api/nothing'],
  ['GET', '/api/v1/nothing'],
  ['POST', '/api/v1/nothing'],
  ['GET', '/api/v1/config.txt'],
  ['GET', '/api/v1/he%61lth'],
  ['GET', '/api/instance/a/b'],
])('%s %s is not found, as a failure of the API', async (method, path) => {
  const answer = await ask(method, path)
  expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/json'])
  expect(JSON.parse(answer.body)).toEqual({ code: 'not-found', message: 'not-found: path', subject: 'path' })
  expect(guarded(answer)).toEqual(guarded(await ask('GET', '/api/v1/config')))
})

test.each([
  ['POST', '/api/v1/config', 'GET, HEAD, OPTIONS'],
  ['PUT', '/api/v1/drops', 'POST, OPTIONS'],
  ['TRACE', '/api/v1/drops/x', 'GET, DELETE, HEAD, OPTIONS'],
  ['POST', '/api/health/ready', 'GET, HEAD, OPTIONS'],
  ['POST', '/api/metrics', 'GET, HEAD, OPTIONS'],
])('%s %s is refused, and says what is not', async (method, path, allow) => {
  const answer = await ask(method, path)
  expect([answer.status, answer.headers.allow]).toEqual([405, allow])
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'method-not-allowed' })
  expect(guarded(answer)).toEqual(guarded(await ask('GET', '/api/v1/config')))
})

test.each(['/api/v1/config', '/api/health/live', '/api/health/ready', '/api/metrics'])(
  'HEAD %s is GET without the body, and OPTIONS says that there is both',
  async (path) => {
    const [head, get, options] = [await ask('HEAD', path), await ask('GET', path), await ask('OPTIONS', path)]
    expect([head.status, head.headers['content-type'], head.body]).toEqual([200, get.headers['content-type'], ''])
    expect([options.status, options.headers.allow, options.body]).toEqual([204, 'GET, HEAD, OPTIONS', ''])
  },
)

test('a slash too many leads to the path without it', async () => {
  for (const path of ['/api/v1/config/', '/api/v1//config'])
    expect(await ask('GET', path)).toMatchObject({ status: 308, headers: { location: '/api/v1/config' } })
})

test('each is a line of the log, by a pattern and never by what was asked for', async () => {
  const secret = 'QCenBchd6RbgGouZAcMFjaQ'
  await ask('GET', `/api/v1/nothing/${secret}`)
  await ask('PUT', `/api/v1/links/${secret}`)
  const line = (fields: object) => expect.stringContaining(JSON.stringify(fields).slice(1, -1)) as string
  await expect.poll(app.log).toEqual(line({ route: 'unknown', method: 'GET', status: 404 }))
  await expect.poll(app.log).toEqual(line({ route: 'links/:locator', method: 'PUT', status: 405 }))
  expect(app.log()).not.toContain(secret)
})
