import { spawn } from 'node:child_process'
import { type AppServer, startApp } from './app-server.ts'
import { freePort } from './free-ports.ts'
import { type ProxyKind, startPathProxy } from './proxies.ts'

/** The app under a path of a host, behind a real proxy. */
export interface PathApp {
  readonly app: AppServer
  /** The host's, where another site is. */
  readonly origin: string
  /** Where people come, e.g. `http://localhost:41234/drop`. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/**
 * A build is for one path: this one has a folder beside the one that the other tests use. The host is any
 * ([Note: Base path]).
 */
export const PATH_BUILD = { NEXT_DIST_DIR: '.next-drop', SNOWDROP_URL: 'http://localhost/drop' }

async function build(env: Record<string, string>): Promise<void> {
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/build.ts']
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'inherit' })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  if (code !== 0) throw new Error(`the build ended with ${String(code)}`)
}

/** Builds for `/drop` where that is not done yet, and starts app and proxy. */
export async function startPathApp(kind: ProxyKind): Promise<PathApp> {
  const port = await freePort()
  const proxy = await startPathProxy(kind, port)
  const settings = { ...PATH_BUILD, SNOWDROP_URL: `${proxy.origin}/drop`, PORT: String(port) }
  try {
    await build(settings)
    const app = await startApp(settings)
    const stop = async () => {
      await app.destroy()
      await proxy.stop()
    }
    return { app, origin: proxy.origin, url: settings.SNOWDROP_URL, stop }
  } catch (error) {
    await proxy.stop()
    throw error
  }
}
