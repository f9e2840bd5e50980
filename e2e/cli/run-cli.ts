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

/** Where it runs; `input` is its standard input, `null` for one that stays open. */
export interface CliPlace {
  readonly cwd: string
  readonly home: string
  readonly input?: string | Uint8Array | null
  readonly env?: Readonly<Record<string, string>>
  readonly uid?: number
  /** Another copy of the command than the clone's. */
  readonly command?: string
  /** What Node itself is told. */
  readonly node?: readonly string[]
}

/** Starts `snowdrop` in `cwd`, with a store of its own in `home`. */
export function startCli(
  args: readonly string[],
  { cwd, home, input, env, uid, command = COMMAND, node = [] }: CliPlace,
): RunningCli {
  const child = spawn(process.execPath, [...node, command, ...args], {
    cwd,
    env: { ...process.env, SNOWDROP_HOME: home, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (piece: Buffer) => out.push(piece))
  child.stderr.on('data', (piece: Buffer) => err.push(piece))
  // A command that ends early takes no more of it.
  child.stdin.on('error', () => {})
  if (input !== null) child.stdin.end(input ?? '')
  const said = () => Buffer.concat(err).toString()
  const ended = new Promise<CliRun>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout: Buffer.concat(out), stderr: said() })),
  )
  return { child, said, ended }
}
