// A fresh OpenStack Swift with its s3api, the second real S3 server, for tests: one of each server, on free loopback
// ports.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './free-ports.ts'
import {
  endDaemons,
  type Household,
  listensOn,
  type Person,
  startDaemon,
  unprivileged,
  waitFor,
} from './local-daemons.ts'

/** How to reach Swift as S3. */
export interface Swift {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Stops the daemons and removes all they stored. */
  readonly stop: () => Promise<void>
}

const PYTHON = '/usr/bin/python3'
const STORAGE = ['account', 'container', 'object'] as const

function assertInstalled(): void {
  const python = spawnSync(PYTHON, ['-c', 'import swift.proxy.server, swift.obj.server, swift.container.server'])
  const memcached = spawnSync('memcached', ['--version'])
  if (python.status === 0 && memcached.status === 0) return
  throw new Error(
    'The second S3 server of the tests, OpenStack Swift, cannot be run: apt-get install -y --no-install-recommends swift-proxy swift-account swift-container swift-object memcached (or leave these tests out with SNOWDROP_TEST_SKIP=servers)',
  )
}

/** Makes the three rings: each has the one device of the one server. */
const RINGS = `
import sys
from swift.common.ring import RingBuilder
directory, *ports = sys.argv[1:]
for name, port in zip(('account', 'container', 'object'), ports):
    builder = RingBuilder(2, 1, 0)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': int(port), 'device': 'd1', 'weight': 1,
                     'replication_ip': '127.0.0.1', 'replication_port': int(port), 'meta': ''})
    builder.rebalance()
    builder.get_ring().save('%s/%s.ring.gz' % (directory, name))
`
const SERVE = `
import sys
from swift.common import utils
utils.set_swift_dir(sys.argv[1])
from swift.common.wsgi import run_wsgi
sys.exit(run_wsgi(sys.argv[1] + '/' + sys.argv[2] + '.conf', sys.argv[2] + '-server'))
`

const common = (directory: string, user: string, port: number) => `[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
user = ${user}
swift_dir = ${directory}
log_level = ERROR
log_name = swift
workers = 0
`

const storageConfiguration = (head: string, directory: string, name: string) => `${head}devices = ${directory}/srv
mount_check = false
fallocate_reserve = 0
[pipeline:main]
pipeline = ${name}-server
[app:${name}-server]
use = egg:swift#${name}
`

/** Each middleware of the proxy with its own settings, in the order of the pipeline. */
function proxyConfiguration(head: string, memcached: number, secret: string): string {
  const filters: readonly [string, string, string][] = [
    ['catch_errors', 'catch_errors', ''],
    ['gatekeeper', 'gatekeeper', ''],
    ['healthcheck', 'healthcheck', ''],
    ['cache', 'memcache', `memcache_servers = 127.0.0.1:${memcached}`],
    ['listing_formats', 'listing_formats', ''],
    ['bulk', 'bulk', ''],
    ['s3api', 's3api', 's3_acl = false\nlocation = us-east-1\nstorage_domain = localhost'],
    ['tempauth', 'tempauth', `user_test_tester = ${secret} .admin`],
    ['copy', 'copy', ''],
    ['slo', 'slo', ''],
    ['dlo', 'dlo', ''],
    ['versioned_writes', 'versioned_writes', 'allow_versioned_writes = true\nallow_object_versioning = true'],
    ['symlink', 'symlink', ''],
  ]
  return `${head}[pipeline:main]
pipeline = ${filters.map(([name]) => name).join(' ')} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
${filters.map(([name, egg, more]) => `[filter:${name}]\nuse = egg:swift#${egg}\n${more}\n`).join('')}`
}

const SWIFT = `[swift-hash]
swift_hash_path_prefix = a
swift_hash_path_suffix = b
[storage-policy:0]
name = Policy-0
default = yes
`

function userName(person: Person): string {
  const who = 'uid' in person ? ['-un', String(person.uid)] : ['-un']
  return spawnSync('id', who, { encoding: 'utf8' }).stdout.trim()
}

function configure({ directory, person }: Household, first: number, secret: string): void {
  const user = userName(person)
  const head = (port: number) => common(directory, user, port)
  writeFileSync(join(directory, 'swift.conf'), SWIFT)
  writeFileSync(join(directory, 'proxy.conf'), proxyConfiguration(head(first), first + 4, secret))
  for (const [index, name] of STORAGE.entries())
    writeFileSync(join(directory, `${name}.conf`), storageConfiguration(head(first + 1 + index), directory, name))
  const ports = STORAGE.map((_, index) => String(first + 1 + index))
  const made = spawnSync(PYTHON, ['-c', RINGS, directory, ...ports], { ...person, cwd: directory, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`the rings of Swift were not made: ${made.stderr.slice(-2000)}`)
}

async function startDaemons(home: Household, first: number): Promise<void> {
  startDaemon(home, 'memcached', 'memcached', ['-l', '127.0.0.1', '-p', String(first + 4), '-m', '64'])
  const servers = [...STORAGE.map((name, index) => [name, first + 1 + index] as const), ['proxy', first] as const]
  const started = servers.map(([name, port]) => {
    const daemon = startDaemon(home, name, PYTHON, ['-c', SERVE, home.directory, name])
    return { name, port, daemon }
  })
  for (const { name, port, daemon } of started) await waitFor(home, name, daemon, () => listensOn(port))
}

/** Starts a fresh Swift in a directory of its own. Throws, naming the packages, where Swift is not installed. */
export async function startSwift(): Promise<Swift> {
  assertInstalled()
  const person = unprivileged()
  const directory = mkdtempSync(join(tmpdir(), 'swift-'))
  const home: Household = { directory, person, env: process.env, daemons: [] }
  for (const path of ['srv', 'srv/d1']) mkdirSync(join(directory, path))
  if ('uid' in person)
    for (const path of ['', 'srv', 'srv/d1']) chownSync(join(directory, path), person.uid, person.gid)
  // A test run that dies must not leave daemons behind.
  const abandon = () => home.daemons.forEach((daemon) => daemon.kill('SIGKILL'))
  process.once('exit', abandon)
  const stop = async () => {
    process.off('exit', abandon)
    await endDaemons(home)
    rmSync(directory, { recursive: true, force: true })
  }
  const first = await freePorts(5)
  const secretAccessKey = randomBytes(20).toString('hex')
  try {
    configure(home, first, secretAccessKey)
    await startDaemons(home, first)
  } catch (error) {
    await stop()
    throw error
  }
  const credentials = { accessKeyId: 'test:tester', secretAccessKey }
  return { endpoint: `http://127.0.0.1:${first}`, region: 'us-east-1', credentials, stop }
}
