// `npm test`: installs what the tests need, builds, runs every suite, and ends with one line of counts.
// A suite that could not run counts as failed, unless the user named it in SNOWDROP_TEST_SKIP (unit, servers, process,
// e2e).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfChanged } from './build.ts'
import { installSystemPackages } from './system-packages.ts'

interface Count {
  readonly suite: string
  readonly passed: number
  readonly failed: number
}

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-test-'))
const skipped = new Set((process.env.SNOWDROP_TEST_SKIP ?? '').split(',').filter(Boolean))

function runNode(script: string, args: string[], env: Readonly<Record<string, string>> = {}): number {
  const result = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    // Without a locale Chromium finds no file whose name is not of ASCII letters.
    env: { ...process.env, LANG: process.env.LANG ?? 'C.UTF-8', ...env },
  })
  return result.status ?? 1
}

/**
 * Counts of a run that wrote `report`; a run without a report, or a failing one that counted no failure, failed as a
 * whole.
 */
function count(suite: string, status: number, read: () => { passed: number; failed: number }): Count {
  try {
    const { passed, failed } = read()
    const unexplained = failed === 0 && (status !== 0 || passed === 0) ? 1 : 0
    return { suite, passed, failed: failed + unexplained }
  } catch {
    return { suite, passed: 0, failed: 1 }
  }
}

function vitest(project: string): Count {
  const report = join(scratch, `${project}.json`)
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = runNode('node_modules/vitest/vitest.mjs', args)
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

function playwright(): Count {
  const report = join(scratch, 'e2e.json')
  const status = runNode('node_modules/@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  })
  return count('e2e', status, () => {
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as {
      stats: Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>
    }
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected + stats.skipped }
  })
}

function main(): number {
  installSystemPackages(skipped)
  buildIfChanged(console.log)
  const suites: [string, () => Count][] = [
    ['unit', () => vitest('unit')],
    ['servers', () => vitest('servers')],
    ['process', () => vitest('process')],
    ['e2e', playwright],
  ]
  const counts = suites.filter(([name]) => !skipped.has(name)).map(([, run]) => run())
  const sum = (key: 'passed' | 'failed') => counts.reduce((total, each) => total + each[key], 0)
  console.log('')
  for (const { suite, passed, failed } of counts) console.log(`${suite}: ${passed} passed, ${failed} failed`)
  for (const name of skipped) console.log(`${name}: left out, as SNOWDROP_TEST_SKIP asks`)
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') > 0 ? 1 : 0
}

let status = 1
try {
  status = main()
} catch (error) {
  console.error(error instanceof Error ? `snowdrop: ${error.message}` : error)
  console.log('\n0 passed, 1 failed')
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
process.exit(status)
