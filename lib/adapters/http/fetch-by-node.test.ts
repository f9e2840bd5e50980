import { spawnSync } from 'node:child_process'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { listen } from '../../ports/listen.fixture.ts'
import { createFetchByNode } from './fetch-by-node.ts'
import { fetchWithin, type Reach, reachAnything } from './reach.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const { origin, close } = await listen(createServer(answer))
  closing.push(close)
  return origin
}

test('method, fields and body arrive, status, fields and text come back, twice over one connection', async () => {
  const sockets = new Set<unknown>()
  const base = await serve((request, response) => {
    sockets.add(request.socket)
    const { method, url, headers } = request
    void text(request).then((body) => {
      response.writeHead(201, { 'x-back': 'u' })
      response.end(JSON.stringify([method, url, headers.authorization, headers['content-length'], body, 'ß']))
    })
  })
  const ask = fetchWithin(createFetchByNode(), reachAnything)
  for (const [init, length] of [
    [{ method: 'POST', headers: { authorization: 'Bearer x' }, body: '{"ä":1}' }, '8'],
    [{ method: 'POST', headers: { authorization: 'Bearer x' } }, '0'],
  ] as const) {
    const answer = await ask(`${base}/a?b=c`, init)
    expect([answer.status, answer.headers.get('x-back'), answer.headers.get('x-none')]).toEqual([201, 'u', null])
    const body = 'body' in init ? init.body : ''
    expect(JSON.parse(await answer.text())).toEqual(['POST', '/a?b=c', 'Bearer x', length, body, 'ß'])
  }
  expect(sockets.size).toBe(1)
})

test('that a request has left is heard before it is answered', async () => {
  const { promise: sent, resolve } = Promise.withResolvers()
  const base = await serve((_, response) => void sent.then(() => response.end('late')))
  const answer = await fetchWithin(
    createFetchByNode(() => resolve(null)),
    reachAnything,
  )(base)
  expect(await answer.text()).toBe('late')
})

test('it connects to what the reach answers, and follows redirects within it, without the token to another origin', async () => {
  const seen: unknown[] = []
  const note = ({ url, method, headers }: IncomingMessage) =>
    seen.push([url, method, headers.host, headers.authorization])
  const target = await serve((request, response) => {
    note(request)
    response.end('there')
  })
  const { port } = new URL(target)
  const first = await serve((request, response) => {
    note(request)
    response.writeHead(307, { location: `http://other.example:${port}/new` }).end()
  })
  const asked: string[] = []
  const reach: Reach = ({ host }) => {
    asked.push(host)
    return Promise.resolve((_host, options, callback) => {
      if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
      else callback(null, '127.0.0.1', 4)
    })
  }
  const here = `drop.example:${new URL(first).port}`
  const ask = fetchWithin(createFetchByNode(), reach)
  const answer = await ask(`http://${here}/old`, { method: 'DELETE', headers: { Authorization: 'Bearer x' } })
  expect(await answer.text()).toBe('there')
  expect(asked).toEqual([here, `other.example:${port}`])
  expect(seen).toEqual([
    ['/old', 'DELETE', here, 'Bearer x'],
    ['/new', 'DELETE', `other.example:${port}`, undefined],
  ])
})

test('what is refused, cut, no http, or aborted before or within its answer, is an error', async () => {
  const ask = fetchWithin(createFetchByNode(), reachAnything)
  await expect(ask('http://127.0.0.1:9/')).rejects.toThrow('ECONNREFUSED')
  await expect(ask('ftp://127.0.0.1/')).rejects.toThrow('Protocol')
  const cutting = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('a')
    setImmediate(() => response.destroy())
  })
  await expect(ask(cutting).then((answer) => answer.text())).rejects.toThrow('aborted')
  const silent = await serve((_, response) => void response.writeHead(200).write('a'))
  const stop = new AbortController()
  const answer = await ask(silent, { signal: stop.signal })
  const reading = answer.text()
  stop.abort()
  await expect(reading).rejects.toThrow('aborted')
  await expect(ask(silent, { signal: stop.signal })).rejects.toThrow('aborted')
})

test('Node loads nothing of its fetch for it', () => {
  const script = `
    const { createFetchByNode } = await import(${JSON.stringify(new URL('./fetch-by-node.ts', import.meta.url))})
    await import(${JSON.stringify(new URL('./put-part-by-node.ts', import.meta.url))})
    await createFetchByNode()(new URL('http://127.0.0.1:9/'), {}).catch(() => {})
    console.log(process.moduleLoadList.filter((name) => /undici|http2/.test(name)).length)`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect([stdout, stderr]).toEqual(['0\n', ''])
})
