// What any Node program needs that receives: `node bare-receive.mjs URL FILE` reads an object, runs AES-256-GCM over each
// chunk, writes what comes of it and gives it its name. It asks nobody, checks nothing, and cannot go on: the time that
// `snowdrop receive` takes beyond it is our own. What is written is of no use.
import { createCipheriv, createSecretKey } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { connect } from 'node:net'

const CHUNK = 2 ** 18 + 16
/** Bytes that are read before somebody looks at them, and that are written together. */
const [READ, WRITE] = [2 * CHUNK, 2 ** 21]

const [address = '', target = ''] = process.argv.slice(2)
const url = new URL(address)
const key = createSecretKey(Buffer.alloc(32))
// As cli/keep-freed-memory.ts.
new ArrayBuffer(2 ** 25 - 2 ** 16).transfer(0)
// As `snowdrop receive`, which frees what it replaces once the new file has its name.
const replaced = await open(target).catch(() => null)
const file = await open(`${target}.bare`, 'w')

let written = 0
let chunks = 0
let waiting = []
let writing = Promise.resolve()

async function write(pieces, at) {
  await file.writev(pieces, at)
  for (const { buffer } of pieces) buffer.transfer(0)
}

async function gather(piece) {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE((chunks += 1), 7)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  waiting.push(cipher.update(piece))
  cipher.final()
  const bytes = waiting.reduce((sum, { length }) => sum + length, 0)
  if (bytes < WRITE) return
  await writing
  writing = write(waiting, written)
  written += bytes
  waiting = []
}

/** Bytes of the body that have not come; unknown until the head has. */
let left = null
const all = new Uint8Array(READ)
const spare = new Uint8Array(2 ** 14)
let filled = 0

function fill(bytes) {
  all.set(bytes, filled)
  filled += bytes.length
  left -= bytes.length
}

const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers()
async function take() {
  for (let at = 0; at < filled; at += CHUNK) await gather(all.subarray(at, Math.min(at + CHUNK, filled) - 16))
  filled = 0
  if (left === 0) end()
  else socket.resume()
}
const socket = connect({
  host: url.hostname,
  port: url.port,
  onread: {
    buffer: () => (left === null || filled === READ ? spare : all.subarray(filled)),
    callback: (length, buffer) => {
      if (left === null) {
        const head = Buffer.from(buffer.subarray(0, length)).toString('latin1')
        const body = head.indexOf('\r\n\r\n') + 4
        left = Number(/content-length: (\d+)/i.exec(head)?.[1])
        fill(buffer.subarray(body, length))
      } else if (buffer === spare) fill(spare.subarray(0, length))
      else {
        filled += length
        left -= length
      }
      if (filled < READ && left > 0) return true
      take().catch(fail)
      return false
    },
  },
})
socket.on('error', fail)
socket.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`)
await ended
await writing
await write(waiting, written)
await file.sync()
await file.close()
await rename(`${target}.bare`, target)
await replaced?.close()
process.exit()
