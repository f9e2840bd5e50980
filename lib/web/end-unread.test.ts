import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { endUnread } from './end-unread.ts'

const PATIENCE = 50
const running: { server: Server; socket: Socket }[] = []
afterEach(() => {
  for (const { server, socket } of running.splice(0)) {
    socket.destroy()
    server.close()
  }
})

/** A connection to a server that answers each request without a look at its body. */
async function open() {
  const server = createServer((request, response) => {
    endUnread(request, response, PATIENCE)
    response.end('answered')
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
  return { socket, answers, closed: once(socket, 'close') }
}
const begin = (length: number) => `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${length}\r\n\r\n`

test('a request that trickles on after its answer loses its connection', async () => {
  const { socket, answers, closed } = await open()
  socket.write(begin(1000))
  const trickle = setInterval(() => socket.write('x'), 10)
  socket.on('error', () => {}) // a write may meet the close
  await closed
  clearInterval(trickle)
  expect(answers()).toBe(1)
})

test('one that ends in time keeps it, for the next one', async () => {
  const { socket, answers } = await open()
  socket.write(begin(3))
  await expect.poll(answers).toBe(1)
  socket.write('end')
  await new Promise((resolve) => setTimeout(resolve, 3 * PATIENCE))
  socket.write(begin(0))
  await expect.poll(answers).toBe(2)
})
