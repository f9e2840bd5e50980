import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type MeddlingFront, refusal, startMeddlingFront } from '../servers/meddling-front.ts'
import { placeForEach } from './each-place.ts'
import { type RunningCli, startCli } from './run-cli.ts'

const COMPLETE = /^POST \/api\/v1\/drops\/[\w-]+\/complete$/

const place = placeForEach()
let app: AppServer
let front: MeddlingFront
beforeAll(async () => {
  app = await startApp()
}, 120_000)
beforeEach(async () => {
  front = await startMeddlingFront(app.url)
  writeFileSync(join(place.cwd, 'x'), 'snow')
  return () => front.close()
})
afterAll(() => app.destroy())

const start = (...args: string[]) => startCli(args, { ...place, env: { SNOWDROP_SERVER: front.url } })
const run = (...args: string[]) => start(...args).ended
async function listed(): Promise<readonly { links: readonly { link: string }[] }[]> {
  const { stdout } = await run('list', '--json')
  return (JSON.parse(stdout.toString()) as { drops: { links: { link: string }[] }[] }).drops
}

/** Sends, and is killed once the server has taken the drop's completion, or in its place. */
async function killedSend(isTaken: boolean): Promise<RunningCli> {
  const sending = start('send', 'x')
  front.meddle(isTaken ? COMPLETE : /^PUT \/blobs\//, async (answer) => {
    sending.child.kill('SIGKILL')
    await sending.ended
    return answer
  })
  expect((await sending.ended).code).toBeNull()
  front.meddle(/^$/, (answer) => answer)
  return sending
}

test('a link is in the list though its command was killed before it could print it', { timeout: 60_000 }, async () => {
  const { said } = await killedSend(true)
  expect(said()).not.toContain('#')
  const [drop, ...others] = await listed()
  expect(others).toEqual([])
  expect(await run('receive', drop?.links[0]?.link ?? '', '-o', 'y')).toMatchObject({ code: 0 })
  expect(readFileSync(join(place.cwd, 'y'), 'utf8')).toBe('snow')
  const again = await run('send', 'x')
  expect(again).toMatchObject({ code: 0 })
  expect(again.stderr).toContain('`snowdrop list` has its link')
  expect(await listed()).toHaveLength(2)
  expect((await run('send', 'x')).stderr).not.toContain('has its link')
})

test('killed before that, nothing is in the list', { timeout: 60_000 }, async () => {
  await killedSend(false)
  expect(await listed()).toEqual([])
  expect(await run('send', 'x')).toMatchObject({ code: 0 })
  expect(await listed()).toHaveLength(1)
})

test('a drop that the server does not let go live leaves no link behind', { timeout: 60_000 }, async () => {
  front.meddle(COMPLETE, refusal('blocked'))
  expect(await run('send', 'x')).toMatchObject({ code: 27 })
  const kept = readdirSync(place.home, { recursive: true, encoding: 'utf8' })
  expect(kept.filter((name) => name.endsWith('.drop.json'))).toEqual([])
})
