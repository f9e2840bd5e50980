import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-ports.ts'
import { endDaemons, type Household, listensOn, startDaemon, waitFor } from './local-daemons.ts'

/** A real proxy on a free loopback port, with a configuration of `deploy/`. */
export interface Proxy {
  /** Its origin, without a path. */
  readonly origin: string
  readonly stop: () => Promise<void>
}

export type ProxyKind = 'nginx' | 'Caddy'

/** A file of `deploy/` for an app on another port. */
function forApp(file: string, appPort: number): string {
  return readFileSync(join('deploy', file), 'utf8').replaceAll('127.0.0.1:3000', `127.0.0.1:${appPort}`)
}

async function start(command: string, write: (home: string, port: number) => string[]): Promise<Proxy> {
  const directory = mkdtempSync(join(tmpdir(), 'snowdrop-proxy-'))
  const port = await freePort()
  const home: Household = { directory, person: {}, env: { ...process.env, HOME: directory }, daemons: [] }
  const stop = async () => {
    await endDaemons(home)
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const daemon = startDaemon(home, command, command, write(directory, port))
    await waitFor(home, command, daemon, () => listensOn(port))
  } catch (error) {
    await stop()
    throw error
  }
  return { origin: `http://localhost:${port}`, stop }
}

function startNginx(appPort: number): Promise<Proxy> {
  return start('nginx', (home, port) => {
    mkdirSync(join(home, 'tmp'))
    writeFileSync(join(home, 'snowdrop.conf'), forApp('nginx-path.conf', appPort))
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path tmp/${name};`)
    writeFileSync(
      join(home, 'nginx.conf'),
      `daemon off; master_process off; pid nginx.pid; events {}
       http { access_log off; ${places.join(' ')}
         server { listen 127.0.0.1:${port}; include snowdrop.conf; location / { return 200 "another site"; } } }`,
    )
    return ['-e', 'stderr', '-p', home, '-c', 'nginx.conf']
  })
}

function startCaddy(appPort: number): Promise<Proxy> {
  return start('caddy', (home, port) => {
    writeFileSync(join(home, 'snowdrop.caddy'), forApp('path.caddy', appPort))
    writeFileSync(
      join(home, 'Caddyfile'),
      `{\n admin off\n}\nhttp://localhost:${port} {\n bind 127.0.0.1\n import snowdrop.caddy\n handle {\n  respond "another site"\n }\n}\n`,
    )
    return ['run', '--config', join(home, 'Caddyfile'), '--adapter', 'caddyfile']
  })
}

/**
 * Puts a host before an app on `appPort`, whose other paths are another site's: `/drop` is the app's, as deploy/ says.
 */
export function startPathProxy(kind: ProxyKind, appPort: number): Promise<Proxy> {
  return kind === 'nginx' ? startNginx(appPort) : startCaddy(appPort)
}
