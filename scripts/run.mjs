// Installs what is missing, then runs one TypeScript script of this folder under a Node that can:
//   node scripts/run.mjs [--development] serve.ts [arguments]
import { spawn } from 'node:child_process'
import { findNode, installDependencies, root } from './dependencies.mjs'

const [first, ...others] = process.argv.slice(2)
const development = first === '--development'
const [script, ...args] = development ? others : [first, ...others]

installDependencies({ development })
const node = findNode()
const path = `${root}node_modules/.bin${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`
const child = spawn(node, ['--disable-warning=ExperimentalWarning', `${root}scripts/${script}`, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1' },
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 128)
})
