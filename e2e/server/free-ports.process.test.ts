import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { freePort, freePorts } from '../servers/free-ports.ts'

/** Proposes this port, then the next ones. */
function from(port: number): () => number {
  let next = port
  return () => next++
}

/** What another run of tests is given that looks at `port` first. */
async function foundElsewhere(port: number): Promise<number> {
  const module = new URL('../servers/free-ports.ts', import.meta.url).href
  const script = `const { freePorts } = await import('${module}')
    const proposed = [${port}]
    console.log(await freePorts(1, () => proposed.shift() ?? ${port} - 1))`
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return Number(stdout)
}

test('a port that was handed out is not handed out again, though nobody listens there yet', async () => {
  const port = await freePort()
  expect(await freePorts(1, from(port))).toBeGreaterThan(port)
  expect(await freePorts(3, from(port - 2))).toBeGreaterThan(port)
  expect(await foundElsewhere(port)).not.toBe(port)
})

test('what was looked at in vain stays free for others, and a port that is listened on is none', async () => {
  const server = createServer()
  const port = await freePort()
  await once(server.listen(port, '127.0.0.1'), 'listening')
  expect(await freePorts(2, from(port - 1))).toBeGreaterThan(port)
  expect(await foundElsewhere(port)).toBe(port - 1)
  server.close()
})
