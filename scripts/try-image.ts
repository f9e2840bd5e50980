// Does the Dockerfile's steps as plain processes, for machines without Docker: copies what .dockerignore lets through,
// runs each RUN of the first stage in the copy, and starts CMD as the image's
// user on a tree it cannot write to. Ends with 0 once the image's health check and readiness hold and SIGTERM ends it
// well.
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../e2e/servers/free-ports.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n')
const stageOf = (line: number) => lines.slice(0, line + 1).filter((each) => each.startsWith('FROM ')).length
/** The instructions of a stage with this name, without it. */
const instructions = (name: string, stage: number) =>
  lines.flatMap((line, at) =>
    line.trim().startsWith(`${name} `) && stageOf(at) === stage ? [line.trim().slice(name.length + 1)] : [],
  )
const asArray = (text: string | undefined) => JSON.parse(text ?? '[]') as string[]
const [uid, gid] = (instructions('USER', 2)[0] ?? '').split(':').map(Number)

function fail(sentence: string): never {
  throw new Error(sentence)
}

/** Copies the build's context as .dockerignore says: all is out, `!name` is in, later lines take out of that. */
function copyContext(to: string): void {
  const rules = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean)
  const out = rules.filter((rule) => !rule.startsWith('!') && rule !== '*')
  const isOut = (path: string) =>
    out.some((rule) => (rule.startsWith('**/*') ? path.endsWith(rule.slice(4)) : path === rule))
  const wanted = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))
  for (const name of wanted.filter((each) => existsSync(join(root, each))))
    cpSync(join(root, name), join(to, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !isOut(path.slice(root.length)),
    })
}

function build(app: string): void {
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`
  // Whatever npm needs to reach the registry from here comes along.
  const fixed = { PATH: path, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1', NEXT_DIST_DIR: '.next' }
  const env = { ...process.env, ...fixed }
  for (const command of instructions('RUN', 1)) {
    console.log(`RUN ${command}`)
    const { status } = spawnSync('/bin/sh', ['-c', command], { cwd: app, env, stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) fail(`RUN ${command}: ended with ${status}`)
  }
}

/** Takes every right to write away: what a read-only root file system does. */
function freeze(folder: string): void {
  chmodSync(folder, 0o555)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) freeze(path)
    else if (entry.isFile()) chmodSync(path, 0o444)
  }
}

async function serve(app: string, data: string, asRoot: boolean): Promise<void> {
  const [, ...args] = asArray(instructions('CMD', 2)[0])
  const PORT = String(await freePort())
  const env = { NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1', PORT, SNOWDROP_DATA_DIR: data }
  const user = asRoot ? { uid: uid ?? 0, gid: gid ?? 0 } : {}
  const child = spawn(process.execPath, args, { cwd: app, env, stdio: 'inherit', ...user })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  try {
    const ready = () =>
      fetch(`http://localhost:${PORT}/api/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    while (!(await ready())) {
      if (child.exitCode !== null) fail(`CMD ended with ${child.exitCode}`)
      await sleep(200)
    }
    const [, check] = (instructions('HEALTHCHECK', 2)[0] ?? '').split(' CMD ')
    const [, ...probe] = asArray(check)
    if (spawnSync(process.execPath, probe, { env }).status !== 0) fail('HEALTHCHECK says unhealthy')
    for (const path of ['/', '/d', '/api/v1/config']) {
      const { status } = await fetch(`http://localhost:${PORT}${path}`)
      if (status !== 200) fail(`${path} answers ${status}`)
    }
    child.kill('SIGTERM')
    if ((await ended) !== 0) fail('SIGTERM does not end it with 0')
    if (spawnSync(process.execPath, probe, { env }).status === 0) fail('HEALTHCHECK says healthy of nothing')
  } finally {
    child.kill('SIGKILL')
  }
}

const home = mkdtempSync(join(tmpdir(), 'snowdrop-image-'))
try {
  const asRoot = process.getuid?.() === 0
  const [app, data] = [join(home, 'app'), join(home, 'data')]
  for (const folder of [app, data]) mkdirSync(folder)
  chmodSync(home, 0o755)
  copyContext(app)
  build(app)
  freeze(app)
  if (asRoot) chownSync(data, uid ?? 0, gid ?? 0)
  await serve(app, data, asRoot)
  console.log(`The image's steps work${asRoot ? `, as user ${uid}` : ''}, on a tree that cannot be written to.`)
} finally {
  rmSync(home, { recursive: true, force: true })
}
