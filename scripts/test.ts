// `npm test`: installs what the tests need, builds, runs every suite, and ends with one line of counts.
// A suite that could not run counts as failed, unless the user named it in SNOWDROP_TEST_SKIP (unit, servers, process,
// e2e).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PATH_BUILD } from '../e2e/servers/path-app.ts'
import { installSystemPackages } from './system-packages.ts'

type Suite = 'unit' | 'servers' | 'process' | 'e2e'

interface Count {
  readonly suite: string
  readonly passed: number
  readonly failed: number
}

/** How a script ended; null where a signal ended it. */
type Status = number | null

interface Run {
  readonly env?: Readonly<Record<string, string>>
  /** A file that takes what it prints. */
  readonly log?: string
}

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-test-'))
const skipped = new Set((process.env.SNOWDROP_TEST_SKIP ?? '').split(',').filter(Boolean))

async function runNode(script: string, args: readonly string[], { env, log }: Run = {}): Promise<Status> {
  const output = log === undefined ? 'inherit' : openSync(log, 'w')
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['inherit', output, output],
    // Without a locale Chromium finds no file whose name is not of ASCII letters.
    env: { ...process.env, LANG: process.env.LANG ?? 'C.UTF-8', ...env },
  })
  if (typeof output === 'number') closeSync(output)
  const [status] = (await once(child, 'exit')) as [Status]
  return status
}

/**
 * Counts of a run that wrote `report`; a run without a report, or a failing one that counted no failure, failed as a
 * whole.
 */
function count(suite: Suite, status: Status, read: () => { passed: number; failed: number }): Count {
  try {
    const { passed, failed } = read()
    const unexplained = failed === 0 && (status !== 0 || passed === 0) ? 1 : 0
    return { suite, passed, failed: failed + unexplained }
  } catch {
    return { suite, passed: 0, failed: 1 }
  }
}

async function vitest(project: Suite, run: Run): Promise<Count> {
  const report = join(scratch, `${project}.json`)
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = await runNode('node_modules/vitest/vitest.mjs', args, run)
  return count(project, status, () => {
    const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as Record<'numPassedTests' | 'numFailedTests' | 'numFailedTestSuites' | 'numPendingTests', number>
    // A file that could not even start, or a test that was skipped in silence, is a failure.
    return {
      passed: numPassedTests,
      failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0) + numPendingTests,
    }
  })
}

async function playwright(): Promise<Count> {
  const report = join(scratch, 'e2e.json')
  const status = await runNode('node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  return count('e2e', status, () => {
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
      stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>
    }
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected + stats.skipped }
  })
}

async function run(suite: Suite, how: Run = {}): Promise<readonly Count[]> {
  if (skipped.has(suite)) return []
  return [await (suite === 'e2e' ? playwright() : vitest(suite, how))]
}

/** Two at a time, where one computes while the other waits for its servers; what that one prints comes after. */
async function runSuites(): Promise<readonly Count[]> {
  const log = join(scratch, 'servers.log')
  const counts = await Promise.all([run('unit'), run('servers', { log })])
  if (!skipped.has('servers')) process.stdout.write(readFileSync(log))
  return [...counts.flat(), ...(await run('process')), ...(await run('e2e'))]
}

/** Builds, and for the path that the tests of a path stand under. */
async function build(): Promise<void> {
  const hasPath = !skipped.has('process') || !skipped.has('e2e')
  for (const env of [{}, ...(hasPath ? [PATH_BUILD] : [])])
    if ((await runNode('scripts/build.ts', [], { env })) !== 0) throw new Error('the build failed, see above')
}

async function main(): Promise<number> {
  // One computes while the other waits for packages. Nothing is left running where one of them fails.
  for (const done of await Promise.allSettled([build(), installSystemPackages(skipped)]))
    if (done.status === 'rejected') throw done.reason
  const counts = await runSuites()
  const sum = (key: 'passed' | 'failed') => counts.reduce((total, each) => total + each[key], 0)
  console.log('')
  for (const { suite, passed, failed } of counts) console.log(`${suite}: ${passed} passed, ${failed} failed`)
  for (const name of skipped) console.log(`${name}: left out, as SNOWDROP_TEST_SKIP asks`)
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') > 0 ? 1 : 0
}

let status = 1
try {
  status = await main()
} catch (error) {
  console.error(error instanceof Error ? `snowdrop: ${error.message}` : error)
  console.log('\n0 passed, 1 failed')
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
process.exit(status)
