import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { endUnread } from './end-unread.ts'

const PATIENCE = 300
const running: { server: Server; socket: Socket }[] = []
afterEach(() => {
  for (const { server, socket } of running.splice(0)) {
    socket.destroy()
    server.close()
  }
})

type Handler = (request: IncomingMessage, response: ServerResponse) => void
const answer: Handler = (_, response) => response.end('answered')
/** As Next leaves a request of which it gave up reading the body. */
const giveUp: Handler = (request, response) => {
  request.pipe(new PassThrough()).once('data', () => {
    Object.defineProperty(request, 'socket', { value: null })
    answer(request, response)
  })
}

/** A connection to a server with this handler, where Node by itself would wait for a minute at the least. */
async function open(handler: Handler) {
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    endUnread(request, response, PATIENCE)
    handler(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8')
  running.push({ server, socket })
  let heard = ''
  socket.on('data', (text: string) => {
    heard += text
  })
  const answers = () => heard.split('answered').length - 1
  socket.on('error', () => {}) // a write may meet the close
  const closed = new Promise((resolve) => socket.once('close', resolve))
  return { socket, answers, closed }
}
const begin = (length: number) => `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n`

test.each([
  ['unread', answer],
  ['given up', giveUp],
])('a request, %s, that trickles on after its answer loses its connection', async (_, handler) => {
  const { socket, answers, closed } = await open(handler)
  socket.write(begin(1000))
  const trickle = setInterval(() => socket.write('x'), 10)
  await closed
  clearInterval(trickle)
  expect(answers()).toBe(1)
})

test('one that ends in time keeps it, for the next one', async () => {
  const { socket, answers } = await open(answer)
  socket.write(begin(3))
  await expect.poll(answers, { interval: 5 }).toBe(1)
  socket.write('end')
  await new Promise((resolve) => setTimeout(resolve, 3 * PATIENCE))
  socket.write(begin(0))
  await expect.poll(answers).toBe(2)
})
