import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-ports.ts'

/** The built app as a real process, with its own data directory and log. */
export interface AppServer {
  /** Origin, e.g. `http://localhost:41234`. */
  readonly url: string
  readonly dataDir: string
  readonly logFile: string
  readonly pid: number
  /** What it has printed so far. */
  readonly log: () => string
  /**
   * Sends a signal and waits for the end; the data stays. Answers the exit status, null where the signal itself ended
   * it.
   */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
  /** Stops it and removes its data. */
  readonly destroy: () => Promise<void>
}

/** Starts the app on a free port. `data` carries a former server's directory on; `env` overrides settings. */
export async function startApp(env: Record<string, string> = {}, former?: AppServer): Promise<AppServer> {
  const home = mkdtempSync(join(tmpdir(), 'snowdrop-app-'))
  const dataDir = former?.dataDir ?? join(home, 'data')
  const logFile = former?.logFile ?? join(home, 'log')
  const port = former === undefined ? Number(env.PORT ?? (await freePort())) : Number(new URL(former.url).port)
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/serve.ts', '--as-built'], {
    env: { ...process.env, NODE_ENV: 'production', PORT: String(port), SNOWDROP_DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  // A test run that is broken off takes its servers along.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      process.off('exit', kill)
      resolve(code)
    })
  })
  const read = () => readFileSync(logFile, 'utf8')
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null || tries > 600) {
      kill()
      await ended
      // What a child printed last may still be on its way to the file.
      await sleep(100)
      throw new Error(`the app did not start:\n${read()}`)
    }
    const answer = await fetch(`${url}/api/health/ready`).catch(() => null)
    if (answer?.ok === true) break
    await sleep(100)
  }
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  const destroy = async () => {
    await stop('SIGKILL')
    for (const path of [dataDir, logFile, home]) rmSync(path, { recursive: true, force: true })
  }
  return { url, dataDir, logFile, pid: child.pid ?? 0, log: read, stop, destroy }
}
