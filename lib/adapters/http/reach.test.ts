import { createServer } from 'node:http'
import type { LookupFunction } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { listen } from '../../ports/listen.fixture.ts'
import { createFetchRange } from './fetch-range.ts'
import { createLineRange } from './line-range.ts'
import { createPutPartByNode } from './put-part-by-node.ts'
import { createReach, fetchWithin, isInternal, type Reach, type Resolve } from './reach.ts'

const never = new AbortController().signal

test('a name that nobody knows is a failure of whoever asks, and of nobody else', async () => {
  const unheard = vi.fn()
  process.on('unhandledRejection', unheard)
  const reach = createReach('https://drop.example', () => Promise.reject(new Error('ENOTFOUND')))
  await expect(reach(new URL('https://drop.example/api'))).rejects.toThrow('ENOTFOUND')
  await new Promise((resolve) => setTimeout(resolve, 10))
  process.off('unhandledRejection', unheard)
  expect(unheard).not.toHaveBeenCalled()
})

test.each([
  ['127.0.0.1', true],
  ['127.255.255.255', true],
  ['0.0.0.0', true],
  ['9.255.255.255', false],
  ['10.0.0.0', true],
  ['100.63.255.255', false],
  ['100.64.0.1', true],
  ['169.254.169.254', true],
  ['172.15.255.255', false],
  ['172.16.0.1', true],
  ['172.32.0.0', false],
  ['192.168.1.1', true],
  ['192.169.0.0', false],
  ['223.255.255.255', false],
  ['224.0.0.1', true],
  ['255.255.255.255', true],
  ['8.8.8.8', false],
  ['::', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['::ffff:8.8.8.8', false],
  ['fd00::1', true],
  ['fe80::1', true],
  ['2001:4860:4860::8888', false],
  ['::127.0.0.1', true],
  ['64:ff9b::169.254.169.254', true],
  ['64:ff9b::a00:1', true],
  ['64:ff9b::8.8.8.8', false],
])('%s is internal: %s', (address, internal) => {
  expect(isInternal(address)).toBe(internal)
})

const NAMES: Readonly<Record<string, readonly string[]>> = {
  'drop.example': ['203.0.113.7'],
  'bucket.example': ['203.0.113.8', '2001:db8::8'],
  'rebound.example': ['203.0.113.9', '127.0.0.1'],
  'both.example': ['127.0.0.1', '203.0.113.10'],
  'drop.lan': ['192.168.1.2'],
  localhost: ['127.0.0.1'],
}
const resolve: Resolve = (host) =>
  Promise.resolve((NAMES[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
const refused = { code: 'unavailable', facts: { subject: 'grant host' } }

describe('an instance at a public address', () => {
  const reach = createReach('https://drop.example/path', resolve)

  test.each([
    'http://localhost/',
    'http://127.0.0.1:8080/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'https://drop.lan/',
    'https://rebound.example/',
  ])('cannot send a client to %s', async (url) => {
    await expect(reach(new URL(url))).rejects.toMatchObject(refused)
  })

  test('may grant other public hosts, which are reached at the addresses that were looked at', async () => {
    const lookup = (await reach(new URL('https://bucket.example/x'))) as LookupFunction
    const answer = (all: boolean) => {
      const callback = vi.fn()
      lookup('bucket.example', { all }, callback)
      return callback.mock.calls[0]
    }
    expect(answer(false)).toEqual([null, '203.0.113.8', 4])
    expect(answer(true)).toEqual([
      null,
      [
        { address: '203.0.113.8', family: 4 },
        { address: '2001:db8::8', family: 6 },
      ],
    ])
  })

  test('that could not be looked up is looked up again', async () => {
    let tries = 0
    const later: Resolve = (host) => {
      tries += 1
      return tries === 1 ? Promise.reject(new Error('EAI_AGAIN')) : resolve(host)
    }
    const again = createReach('https://drop.example', later)
    await expect(again(new URL('http://127.0.0.1/'))).rejects.toThrow('EAI_AGAIN')
    await expect(again(new URL('http://127.0.0.1/'))).rejects.toMatchObject(refused)
  })
})

test.each(['http://localhost:3000', 'http://drop.lan', 'http://[fd00::1]'])(
  'an instance at %s may grant internal hosts and public ones',
  async (base) => {
    const reach = createReach(base, resolve)
    for (const url of ['http://127.0.0.1/', 'https://bucket.example/', 'https://drop.lan/'])
      await expect(reach(new URL(url))).resolves.toBeDefined()
  },
)

describe('an instance that names an internal address beside a public one', () => {
  const reach = createReach('https://both.example', resolve)

  test.each(['http://127.0.0.1/', 'https://drop.lan/', 'https://rebound.example/', 'http://both.example:6379/'])(
    'cannot send a client to %s',
    async (url) => {
      await expect(reach(new URL(url))).rejects.toMatchObject(refused)
    },
  )

  test('grants itself at the public one alone', async () => {
    const lookup = (await reach(new URL('https://both.example/blobs/x'))) as LookupFunction
    const callback = vi.fn()
    lookup('both.example', { all: true }, callback)
    expect(callback).toHaveBeenCalledWith(null, [{ address: '203.0.113.10', family: 4 }])
  })
})

test('a request that is led elsewhere keeps its method and body, and its token only within its origin', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const piece of request) body += String(piece)
      seen.push(`${request.method} ${request.url} ${body} ${request.headers.authorization ?? 'no token'}`)
      const next = request.url === '/a' ? '/b' : `http://localhost:${request.socket.localPort}/c`
      if (request.url === '/c') response.end('there')
      else response.writeHead(307, { location: next }).end()
    })()
  })
  const { origin, close } = await listen(server)
  const within = fetchWithin(fetch, createReach(origin))
  const answer = await within(`${origin}/a`, { method: 'POST', body: 'x', headers: { authorization: 'Bearer t' } })
  expect(await answer.text()).toBe('there')
  expect(seen).toEqual(['POST /a x Bearer t', 'POST /b x Bearer t', 'POST /c x no token'])
  await close()
})

test('who is led in a circle gives up', async () => {
  const server = createServer((_, response) => response.writeHead(302, { location: '/' }).end())
  const { origin, close } = await listen(server)
  await expect(fetchWithin(fetch, createReach(origin))(origin)).rejects.toMatchObject({ code: 'network' })
  await close()
})

describe('every way to storage asks', () => {
  const closers: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })

  /** An internal server, and what it was asked for. */
  async function inside() {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      if (request.url === '/away') response.writeHead(302, { location: 'http://10.0.0.1/' }).end()
      else response.end('secret')
    })
    const { origin, close } = await listen(server)
    closers.push(close)
    return { origin, asked }
  }
  const publicly = () => createReach('https://drop.example', resolve)
  async function read(origin: string, path: string, reach: Reach): Promise<string> {
    const byFetch = createFetchRange(fetchWithin(fetch, reach), origin, 5000)
    const ranges = [createLineRange(origin, 5000, Date.now, byFetch, reach), byFetch]
    let text = ''
    for (const range of ranges)
      for await (const piece of range({ url: `${origin}${path}`, headers: {}, offset: 0, length: 6 }, never))
        text += Buffer.from(piece).toString()
    return text
  }

  test('ranges', async () => {
    const { origin, asked } = await inside()
    await expect(read(origin, '/x', publicly())).rejects.toMatchObject(refused)
    expect(asked).toEqual([])
    expect(await read(origin, '/x', createReach('http://localhost', resolve))).toBe('secretsecret')
  })

  test('ranges that lead elsewhere', async () => {
    const { origin, asked } = await inside()
    const reach: Reach = (url) => (url.hostname === '127.0.0.1' ? Promise.resolve(undefined) : publicly()(url))
    await expect(read(origin, '/away', reach)).rejects.toMatchObject(refused)
    expect(asked).toEqual(['/away', '/away'])
  })

  test('parts', async () => {
    const { origin, asked } = await inside()
    const grant = { number: 1, url: `${origin}/x`, headers: {} }
    const put = createPutPartByNode(origin, publicly())
    await expect(put(grant, [new Uint8Array(3)], never)).rejects.toMatchObject(refused)
    expect(asked).toEqual([])
  })
})
