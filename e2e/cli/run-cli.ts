import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How a run of the command ended. `code` is null where a signal ended it. */
export interface CliRun {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

/** A run of the real command that goes on. */
export interface RunningCli {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<CliRun>
}

const COMMAND = fileURLToPath(new URL('../../cli/snowdrop.mjs', import.meta.url))

/** Starts `snowdrop` in `cwd`, with a store of its own in `home`; `env` overrides what it is told. */
export function startCli(
  args: readonly string[],
  { cwd, home, input, env = {} }: { cwd: string; home: string; input?: string; env?: Record<string, string> },
): RunningCli {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: { ...process.env, SNOWDROP_HOME: home, ...env },
  })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (piece: Buffer) => out.push(piece))
  child.stderr.on('data', (piece: Buffer) => err.push(piece))
  child.stdin.end(input ?? '')
  const said = () => Buffer.concat(err).toString()
  const ended = new Promise<CliRun>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout: Buffer.concat(out), stderr: said() })),
  )
  return { child, said, ended }
}
