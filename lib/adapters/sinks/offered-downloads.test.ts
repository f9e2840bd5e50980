import { afterEach, expect, test, vi } from 'vitest'
import { MISSED_PINGS, PING_MS, parseDownloadMessage } from './download-messages.ts'
import { OfferedDownloads } from './offered-downloads.ts'
import { writeToPort } from './port-writer.ts'
import { savedHeaders } from './saved-response.ts'

const id = 'AAAAAAAAAAAAAAAAAAAAAA'
const closers: (() => void)[] = []
afterEach(() => {
  vi.useRealTimers()
  closers.splice(0).forEach((close) => close())
})

function offered(size: number | null = 2) {
  const { port1, port2 } = new MessageChannel()
  closers.push(() => port1.close())
  const downloads = new OfferedDownloads('/download/')
  const heard = downloads.hear({ type: 'offer', id, name: 'a.txt', size }, port2)
  return { downloads, heard, port: port1 }
}

test('an offered file is answered once, as a download and nothing else', async () => {
  const { downloads, heard, port } = offered()
  expect(heard.known).toBe(true)
  const first = downloads.answer(`/download/${id}`)?.response
  expect(first?.status).toBe(200)
  expect(first?.headers.get('content-disposition')).toMatch(/^attachment;/)
  expect(first?.headers.get('content-security-policy')).toContain('sandbox')
  expect(downloads.answer(`/download/${id}`)?.response.status).toBe(404)
  const writer = writeToPort(port)
  const text = first?.text()
  await writer.write(new TextEncoder().encode('ok'))
  await writer.close()
  expect(await text).toBe('ok')
  await heard.until
  expect(downloads.hear({ type: 'ping', id }, undefined).known).toBe(false)
})

test.each(['/', '/download', '/d', '/api/v1/config', '/downloads/x'])('%s is not its business', (path) => {
  expect(new OfferedDownloads('/download/').answer(path)).toBeNull()
})

test.each(['/download/', '/download/x', `/download/${id}/`])('%s is answered 404', (path) => {
  const { downloads } = offered()
  expect(downloads.answer(path)?.response.status).toBe(404)
})

test('a page that falls silent breaks its download off; pings keep it', async () => {
  vi.useFakeTimers()
  const { downloads, heard } = offered()
  vi.advanceTimersByTime(MISSED_PINGS * PING_MS)
  expect(downloads.hear({ type: 'ping', id }, undefined).known).toBe(true)
  const text = downloads.answer(`/download/${id}`)?.response.text()
  vi.advanceTimersByTime(MISSED_PINGS * PING_MS)
  expect(downloads.hear({ type: 'ping', id }, undefined).known).toBe(true)
  vi.advanceTimersByTime((MISSED_PINGS + 1) * PING_MS)
  await expect(text).rejects.toThrow()
  expect(await heard.until).toBe('broken')
})

test.each([
  ['a.txt', `attachment; filename="a.txt"; filename*=UTF-8''a.txt`],
  ['a"b\\c.txt', `attachment; filename="a_b_c.txt"; filename*=UTF-8''a%22b%5Cc.txt`],
  ["it's (1)*.txt", `attachment; filename="it_s (1)_.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
  ['Ω é.pdf', `attachment; filename="_ _.pdf"; filename*=UTF-8''%CE%A9%20%C3%A9.pdf`],
  ['\r\nx: y', `attachment; filename="__x_ y"; filename*=UTF-8''%0D%0Ax%3A%20y`],
  ['\ud800.txt', `attachment; filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
])('the name %j cannot break out of its header', (name, expected) => {
  expect(savedHeaders(name, null)['content-disposition']).toBe(expected)
})

test.each([
  [null, undefined],
  [0, '0'],
  [2 ** 31 - 1, '2147483647'],
  [2 ** 31, undefined],
])('a size of %s is announced as %s', (size, expected) => {
  expect(savedHeaders('x', size)['content-length']).toBe(expected)
})

test.each([
  null,
  'ping',
  {},
  { type: 'ping' },
  { type: 'ping', id: '../x' },
  { type: 'offer', id },
  { type: 'offer', id, name: 5 },
  { type: 'stop', id },
])('%j is no message of ours', (message) => {
  expect(parseDownloadMessage(message)).toBeNull()
})

test.each([-1, 0.5, Number.NaN, '7', undefined])('a size of %s is an unknown size', (size) => {
  expect(parseDownloadMessage({ type: 'offer', id, name: 'n', size })).toEqual({
    type: 'offer',
    id,
    name: 'n',
    size: null,
  })
})
