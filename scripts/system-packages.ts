import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

interface Need {
  /** The suites that cannot run without it. */
  readonly suites: readonly string[]
  /** A command that succeeds where it is installed. */
  readonly probe: readonly [string, ...string[]]
  /** Debian's packages that bring it. */
  readonly packages: readonly string[]
}

const needs: readonly Need[] = [
  { suites: ['e2e'], probe: ['chromium', '--version'], packages: ['chromium', 'fonts-liberation'] },
  { suites: ['e2e'], probe: ['firefox-esr', '--version'], packages: ['firefox-esr'] },
  { suites: ['e2e'], probe: ['WebKitWebDriver', '--help'], packages: ['webkit2gtk-driver'] },
  { suites: ['e2e'], probe: ['Xvfb', '-help'], packages: ['xvfb'] },
  {
    suites: ['servers', 'process', 'e2e'],
    probe: ['radosgw', '--version'],
    packages: ['ceph-mon', 'ceph-osd', 'radosgw'],
  },
  { suites: ['process'], probe: ['faketime', '--version'], packages: ['libfaketime', 'faketime'] },
  {
    suites: ['process'],
    probe: ['sh', '-c', 'command -v zsh && command -v fish && command -v mandoc'],
    packages: ['zsh', 'fish', 'mandoc'],
  },
  {
    suites: ['servers'],
    probe: ['/usr/bin/python3', '-c', 'import swift.proxy.server, swift.obj.server, swift.container.server'],
    packages: ['swift-proxy', 'swift-account', 'swift-container', 'swift-object', 'memcached'],
  },
  { suites: ['process', 'e2e'], probe: ['nginx', '-v'], packages: ['nginx'] },
  { suites: ['process'], probe: ['caddy', 'version'], packages: ['caddy'] },
  { suites: ['process'], probe: ['pg_dump', '--version'], packages: ['postgresql'] },
  { suites: ['process'], probe: ['systemd-analyze', '--version'], packages: ['systemd'] },
  { suites: ['process'], probe: ['docker-compose', 'version'], packages: ['docker-compose'] },
  {
    suites: ['unit'],
    probe: ['/usr/bin/python3', '-c', 'import cryptography'],
    packages: ['python3', 'python3-cryptography'],
  },
]

function succeeds([command, ...args]: readonly [string, ...string[]]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

async function apt(args: readonly string[]): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  const [status] = (await once(child, 'close')) as [number | null]
  return status === 0
}

/** Installs what the tests need from Debian's packages where that can be done; else throws with the command to run. */
export async function installSystemPackages(skipped: ReadonlySet<string>): Promise<void> {
  const wanted = needs.filter((need) => need.suites.some((suite) => !skipped.has(suite)) && !succeeds(need.probe))
  if (wanted.length === 0) return
  const packages = wanted.flatMap((need) => need.packages)
  const advice = `the tests need ${packages.join(', ')}: apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !succeeds(['apt-get', '--version'])) throw new Error(advice)
  console.log(`Installing ${packages.join(', ')} …`)
  if (!(await apt(['update', '-q'])) || !(await apt(['install', '-y', '-q', '--no-install-recommends', ...packages])))
    throw new Error(advice)
}
