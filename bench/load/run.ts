// What a server bears: requests, the reaper, metrics and the sweep, on SQLite with files and on PostgreSQL with a
// bucket, with nothing in the tables and with a million links.
//   npm run bench:load -- [--only sqlite|postgresql] [--links 1000000] [--drops 400]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type AppServer, startApp } from '../../e2e/servers/app-server.ts'
import { openDatabase } from '../../lib/adapters/prisma/database.ts'
import { createPrismaCensusStore } from '../../lib/adapters/prisma/prisma-due-store.ts'
import { cpuSeconds } from '../rig.ts'
import { type Ground, startOnBucket, startOnDisk } from './grounds.ts'
import { type Measured, measure, measureRequests } from './requests.ts'
import { dueStatements, seedStatements } from './seed.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    links: { type: 'string', default: '1000000' },
    drops: { type: 'string', default: '400' },
  },
})
const [links, drops] = [Number(values.links), Number(values.drops)]
const file = 'bench/results/load.json'

/** Keeps what was measured on one ground, beside what is kept of the other. */
function keep(kind: string, measured: object): void {
  const former = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {}
  const machine = { processors: cpus().length, model: cpus()[0]?.model, load: loadavg() }
  mkdirSync('bench/results', { recursive: true })
  writeFileSync(
    file,
    `${JSON.stringify({ ...former, [kind]: { at: new Date().toISOString(), machine, ...measured } }, null, 2)}\n`,
  )
}

const start = (ground: Ground, more: Record<string, string> = {}): Promise<AppServer> =>
  startApp({ ...ground.settings, SNOWDROP_SWEEP_INTERVAL: '7d', ...more })

function tell(ground: Ground, rows: number, name: string, { perSecond, p50, p95, p99, cpuMs }: Measured): void {
  const number = (value: number) => value.toFixed(value < 10 ? 1 : 0).padStart(7)
  console.log(
    [
      ground.name.padEnd(17),
      String(rows).padStart(8),
      name.padEnd(9),
      ...[perSecond, p50, p95, p99, cpuMs].map(number),
    ].join(' '),
  )
}

async function requests(ground: Ground, rows: number): Promise<Record<string, Measured>> {
  const app = await start(ground)
  try {
    // What only the first requests of a process pay is not what is asked here.
    await measureRequests(app.url, app.pid, 20)
    const measured = await measureRequests(app.url, app.pid, drops)
    measured.metrics = await measure(app.pid, Array.from({ length: 16 }), () =>
      fetch(`${app.url}/api/metrics`).then((answer) => answer.text()),
    )
    for (const [name, each] of Object.entries(measured)) tell(ground, rows, name, each)
    return measured
  } finally {
    await app.stop()
  }
}

/** Seconds in which the database's side of a sweep reads every drop. */
async function sweep(ground: Ground): Promise<number> {
  const database = await openDatabase(ground.databaseUrl)
  const census = createPrismaCensusStore(database)
  const began = performance.now()
  for (let page = await census.drops('', 500); page.length === 500; )
    page = await census.drops(page.at(-1)?.id ?? '', 500)
  await database.$disconnect()
  return (performance.now() - began) / 1000
}

/** Lets the hundredth part be due, and times the reaper until those links have ended and until their bytes are gone. */
async function reaper(ground: Ground) {
  const { expire, drops: due } = dueStatements(ground.kind, links)
  const ids = (await ground.ask(due)).map(({ id }) => String(id))
  await ground.putBlobs(ids)
  await ground.ask(expire)
  // The reaper does not wait for the first request.
  const began = performance.now()
  const app = await start(ground)
  const count = async (sql: string) => Number((await ground.ask(`SELECT COUNT(*) AS n FROM ${sql}`))[0]?.n)
  const now = ground.kind === 'sqlite' ? "strftime('%Y-%m-%dT%H:%M:%f', 'now')" : "(now() AT TIME ZONE 'utc')"
  let endedAfter = 0
  for (;;) {
    const open = await count(`"Link" WHERE "endedAt" IS NULL AND "expiresAt" < ${now}`)
    if (open === 0 && endedAfter === 0) endedAfter = (performance.now() - began) / 1000
    if (open === 0 && (await count('"Deletion"')) === 0) break
    await sleep(200)
  }
  const seconds = (performance.now() - began) / 1000
  const cpuMs = (cpuSeconds(app.pid) * 1000) / ids.length
  await app.stop()
  console.log(
    `${ground.name.padEnd(17)} ${String(links).padStart(8)} reaper: ${ids.length} due, ended in ${endedAfter.toFixed(1)} s, deleted in ${seconds.toFixed(1)} s: ${(ids.length / seconds).toFixed(0)} a second, ${cpuMs.toFixed(1)} ms of processor each`,
  )
  return { due: ids.length, endedSeconds: endedAfter, seconds, perSecond: ids.length / seconds, cpuMs }
}

async function onGround(ground: Ground) {
  const empty = await requests(ground, 0)
  await ground.ask(...['Receipt', 'Lease', 'Link', 'Drop', 'Deletion'].map((table) => `DELETE FROM "${table}"`))
  const before = await ground.size()
  const began = performance.now()
  await ground.ask(
    ...seedStatements(ground.kind, links),
    ground.kind === 'sqlite' ? 'PRAGMA wal_checkpoint(TRUNCATE)' : 'VACUUM ANALYZE',
  )
  const seedSeconds = (performance.now() - began) / 1000
  const bytesPerLink = ((await ground.size()) - before) / links
  console.log(
    `${ground.name.padEnd(17)} ${String(links).padStart(8)} seeded in ${seedSeconds.toFixed(0)} s, ${bytesPerLink.toFixed(0)} bytes a link`,
  )
  const full = await requests(ground, links)
  const sweepSeconds = await sweep(ground)
  console.log(
    `${ground.name.padEnd(17)} ${String(links).padStart(8)} sweep reads all drops in ${sweepSeconds.toFixed(1)} s`,
  )
  return { links, bytesPerLink, empty, full, sweepSeconds, reaper: await reaper(ground) }
}

console.log(
  `${'on'.padEnd(17)} ${'links'.padStart(8)} what      ${['/s', 'p50', 'p95', 'p99', 'cpu ms'].map((word) => word.padStart(7)).join(' ')}`,
)
for (const [kind, startGround] of [
  ['sqlite', startOnDisk],
  ['postgresql', startOnBucket],
] as const) {
  if (!kind.includes(values.only)) continue
  const ground = await startGround()
  try {
    keep(kind, await onGround(ground))
  } finally {
    await ground.stop()
  }
}
