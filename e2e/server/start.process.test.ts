import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { freePort } from '../servers/free-ports.ts'

/** Whether a server is there and ready. */
async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/health/ready`).catch(() => null)
  return answer?.ok === true
}

test('npm start serves, and SIGTERM to npm ends all of it cleanly', { timeout: 120_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'snowdrop-start-'))
  const port = await freePort()
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port), SNOWDROP_DATA_DIR: data },
    stdio: 'ignore',
  })
  const ended = new Promise<number | null>((resolve) => npm.once('exit', resolve))
  try {
    while (!(await isReady(`http://localhost:${port}`))) {
      expect(npm.exitCode).toBeNull()
      await sleep(100)
    }
    npm.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(await isReady(`http://localhost:${port}`)).toBe(false)
  } finally {
    npm.kill('SIGKILL')
    rmSync(data, { recursive: true, force: true })
  }
})

test('on any free port it says on which', { timeout: 60_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'snowdrop-start-'))
  const app = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/serve.ts', '--as-built'], {
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', SNOWDROP_DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(app, 'exit')
  try {
    for await (const line of createInterface(app.stdout)) {
      const [, url] = /^Ready on (http:.*)$/.exec(line) ?? []
      if (url === undefined) continue
      expect(await isReady(url)).toBe(true)
      return
    }
    expect.unreachable('it ended before it was ready')
  } finally {
    app.kill('SIGKILL')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
})
