// `npm run check`: format, types, lint, unused code, messages, unit tests and size budgets.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfChanged } from './build.ts'
import { checkMessages } from './messages/check-messages.ts'
import { checkBudgets } from './size-budgets.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (path: string) => join(root, 'node_modules', path)

function node(script: string, ...args: string[]): () => boolean {
  return () => spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' }).status === 0
}

const steps: readonly [string, () => boolean][] = [
  ['format', node(bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings')],
  ['types', node(bin('typescript/bin/tsc'), '--noEmit', '-p', '.')],
  ['lint', node(bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.')],
  ['unused code', node(bin('knip/bin/knip.js'))],
  ['messages', checkMessages],
  ['unit tests', node(bin('vitest/vitest.mjs'), 'run', '--project', 'unit')],
  ['size budgets', checkBudgets],
]

buildIfChanged(console.log)
const failed = steps.filter(([name, step]) => {
  console.log(`\n— ${name}`)
  return !step()
})
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.map(([name]) => name).join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
