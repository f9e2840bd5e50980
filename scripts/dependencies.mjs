// Installs what the lockfile names where it is not there yet, and finds the Node that runs the rest.
// Plain JavaScript on built-ins only: this runs on Node 20 before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const stamp = `${root}node_modules/.snowdrop-installed`
const minimum = [22, 12]

/** Ends with one sentence for the person at the terminal. */
export function refuse(sentence) {
  console.error(`snowdrop: ${sentence}`)
  process.exit(1)
}

function installed() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'))
  } catch {
    return { lock: '', development: false }
  }
}

/** The Node that the lockfile pins for this system, if it is there. */
function pinnedNode() {
  return ['x64', 'arm64']
    .map((cpu) => `node-linux-${cpu}/bin/node`)
    .find((path) => existsSync(`${root}node_modules/${path}`))
}

/**
 * Debian's npm 9 installs the pinned Node and leaves it out of `.bin`, where scripts and the systemd unit look for it.
 */
function linkNode() {
  const node = pinnedNode()
  const link = `${root}node_modules/.bin/node`
  if (node !== undefined && !existsSync(link)) symlinkSync(`../${node}`, link)
}

/**
 * Runs `npm ci` where node_modules does not match the lockfile. `development` also installs what only tests and checks
 * need.
 */
export function installDependencies({ development }) {
  const lock = createHash('sha256')
    .update(readFileSync(`${root}package-lock.json`))
    .digest('hex')
  const before = installed()
  if (before.lock === lock && (before.development || !development)) return
  console.error(`Installing ${development ? 'all' : 'runtime'} packages from package-lock.json …`)
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(development ? [] : ['--omit=dev'])]
  // Standard output is for results.
  const npm = spawnSync('npm', args, {
    cwd: root,
    stdio: ['inherit', 2, 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) refuse('npm ci failed, see above. Is the npm registry reachable?')
  linkNode()
  writeFileSync(stamp, JSON.stringify({ lock, development }))
}

/** The path of a Node that is new enough: the one pinned in the lockfile, or the one that runs this. */
export function findNode() {
  const pinned = pinnedNode()
  if (pinned !== undefined && process.platform === 'linux') return `${root}node_modules/${pinned}`
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > minimum[0] || (major === minimum[0] && minor >= minimum[1])) return process.execPath
  return refuse(`this system needs Node ${minimum.join('.')} or newer, and this is ${process.versions.node}.`)
}
