// A fresh Ceph radosgw, a real S3 server, for tests: one monitor, one OSD in memory, one gateway, on free loopback
// ports. `node e2e/servers/ceph.ts` starts one by hand, prints how to reach it, and stops it on SIGINT or SIGTERM.
import { spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from './free-ports.ts'
import { endDaemons, type Household, listensOn, startDaemon, unprivileged, waitFor } from './local-daemons.ts'

export interface Ceph {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** How many bytes all buckets together may hold from now on; null is no bound. */
  readonly setQuota: (bytes: number | null) => void
  /** Stops the daemons and removes all they stored. */
  readonly stop: () => Promise<void>
}

interface Ports {
  readonly gateway: number
  readonly monitor: number
  /** The first of the range that the OSD takes its own from. */
  readonly osd: number
}

interface Cluster extends Household {
  readonly ports: Ports
}

/** The one key of the test KMS inside radosgw. */
export const KMS_KEY = 'key-of-tests'
const PACKAGES = 'ceph-mon ceph-osd radosgw'
const MEMORY_BYTES = 8 * 1024 ** 3
const OSD_PORTS = 16

function assertInstalled(): void {
  const tools = ['monmaptool', 'ceph', 'ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin']
  const missing = tools.filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error !== undefined)
  if (missing.length === 0) return
  throw new Error(
    `The S3 tests need a real S3 server, Ceph, and ${missing.join(', ')} cannot be run: apt-get install -y --no-install-recommends ${PACKAGES} (or leave these tests out with SNOWDROP_TEST_SKIP=servers)`,
  )
}

async function choosePorts(): Promise<Ports> {
  const first = await freePorts(OSD_PORTS + 2)
  return { gateway: first, monitor: first + 1, osd: first + 2 }
}

function configuration(directory: string, ports: Ports, fsid: string): string {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${ports.monitor}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind port min = ${ports.osd}
ms bind port max = ${ports.osd + OSD_PORTS - 1}
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
mon client hunt interval = 0.3
ms initial backoff = 0.05
ms max backoff = 0.5
run dir = ${directory}
pid file = ${directory}/$name.pid
admin socket = ${directory}/$name.$pid.asok
log file = ${directory}/$name.log
log to stderr = false
err to stderr = true
crash dir = ${directory}/crash
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon warn on pool no redundancy = false
mon data avail crit = 1
mon data avail warn = 2
[mon]
mon data = ${directory}/mon
paxos propose interval = 0.05
paxos min wait = 0.01
mon osd full ratio = .99
mon osd backfillfull ratio = .98
mon osd nearfull ratio = .97
[osd]
osd data = ${directory}/osd
osd objectstore = memstore
memstore device bytes = ${MEMORY_BYTES}
osd max object name len = 1024
osd max object namespace len = 256
osd class update on start = false
osd max scrubs = 0
[client]
rgw data = ${directory}/rgw
rgw frontends = beast endpoint=127.0.0.1:${ports.gateway} tcp_nodelay=1
rgw dns name = localhost
rgw thread pool size = 64
rgw override bucket index max shards = 1
rgw dynamic resharding = false
rgw enable usage log = false
rgw gc obj min wait = 5
rgw gc processor period = 10
rgw run sync thread = false
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = ${KMS_KEY}=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
`
}

function run({ directory, person, env }: Cluster, command: string, args: readonly string[]): void {
  const done = spawnSync(command, args, { ...person, cwd: directory, env, encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${command} ${args[0] ?? ''} failed: ${done.stderr.slice(-2000)}`)
}

const administer = (cluster: Cluster, ...args: readonly string[]) =>
  run(cluster, 'radosgw-admin', ['-n', 'client.rgw', ...args, '--uid=test'])

function setQuota(cluster: Cluster, bytes: number | null): void {
  const scope = '--quota-scope=user'
  if (bytes !== null) administer(cluster, 'quota', 'set', scope, `--max-size=${bytes}`)
  administer(cluster, 'quota', bytes === null ? 'disable' : 'enable', scope)
}

async function startCluster(cluster: Cluster, credentials: Ceph['credentials']): Promise<void> {
  const { directory, ports } = cluster
  const fsid = randomUUID()
  const osd = randomUUID()
  writeFileSync(join(directory, 'ceph.conf'), configuration(directory, ports, fsid))
  const monmap = join(directory, 'monmap')
  const address = `[v2:127.0.0.1:${ports.monitor}]`
  run(cluster, 'monmaptool', [
    '--create',
    '--fsid',
    fsid,
    '--addv',
    'a',
    address,
    '--set-min-mon-release',
    'pacific',
    monmap,
  ])
  run(cluster, 'ceph-mon', ['--mkfs', '-i', 'a', '--monmap', monmap])
  const monitor = startDaemon(cluster, 'ceph-mon', 'ceph-mon', ['-f', '-i', 'a'])
  await waitFor(cluster, 'ceph-mon', monitor, () => listensOn(ports.monitor))
  run(cluster, 'ceph', ['--connect-timeout', '30', 'osd', 'new', osd, '0'])
  run(cluster, 'ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', osd])
  const store = startDaemon(cluster, 'ceph-osd', 'ceph-osd', ['-f', '-i', '0'])
  const log = join(directory, 'mon.a.log')
  await waitFor(cluster, 'ceph-osd', store, () => existsSync(log) && /osd\.0 .* boot$/m.test(readFileSync(log, 'utf8')))
  const { accessKeyId, secretAccessKey } = credentials
  const keys = [`--access-key=${accessKeyId}`, `--secret=${secretAccessKey}`]
  administer(cluster, 'user', 'create', '--display-name=test', ...keys)
  const gateway = startDaemon(cluster, 'radosgw', 'radosgw', ['-f', '-n', 'client.rgw'])
  await waitFor(cluster, 'radosgw', gateway, () => listensOn(ports.gateway))
}

/**
 * Starts a fresh cluster in a directory of its own (a few seconds). Throws, naming the packages, where Ceph is not
 * installed.
 */
export async function startCeph(): Promise<Ceph> {
  assertInstalled()
  const person = unprivileged()
  // Short, because the path of a Unix socket in it must stay under 108 characters.
  const directory = mkdtempSync(join(tmpdir().length < 20 ? tmpdir() : '/tmp', 'ceph-'))
  for (const name of ['mon', 'osd', 'rgw', 'crash']) mkdirSync(join(directory, name))
  if ('uid' in person) {
    for (const name of ['', 'mon', 'osd', 'rgw', 'crash']) chownSync(join(directory, name), person.uid, person.gid)
  }
  const ports = await choosePorts()
  const env = { ...process.env, CEPH_CONF: join(directory, 'ceph.conf') }
  const cluster: Cluster = { directory, person, env, ports, daemons: [] }
  const credentials = { accessKeyId: randomBytes(10).toString('hex'), secretAccessKey: randomBytes(20).toString('hex') }
  // A test run that dies must not leave daemons behind.
  const abandon = () => cluster.daemons.forEach((daemon) => daemon.kill('SIGKILL'))
  process.once('exit', abandon)
  const halt = async () => {
    process.off('exit', abandon)
    await endDaemons(cluster)
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    await startCluster(cluster, credentials)
  } catch (error) {
    await halt()
    throw error
  }
  return {
    endpoint: `http://127.0.0.1:${ports.gateway}`,
    region: 'us-east-1',
    credentials,
    setQuota: (bytes) => setQuota(cluster, bytes),
    stop: halt,
  }
}

if (import.meta.main) {
  const { endpoint, credentials, stop: halt } = await startCeph()
  console.log(JSON.stringify({ endpoint, ...credentials }))
  const keepAlive = setInterval(() => undefined, 60_000)
  const finish = () => {
    clearInterval(keepAlive)
    void halt()
  }
  process.once('SIGINT', finish).once('SIGTERM', finish)
}
