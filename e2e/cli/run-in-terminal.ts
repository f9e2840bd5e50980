import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('../../cli/snowdrop.mjs', import.meta.url))
/** Longer than any test waits. */
const PATIENCE_MS = 30_000

/** A run of the real command in a terminal of its own (pty(7)), with somebody at its keys. */
export interface TerminalRun {
  /** What the screen was sent so far. */
  readonly screen: () => string
  /**
   * Waits until it was sent these words after what was seen before. Errors: where it ends or a while passes without
   * them.
   */
  readonly sees: (words: string) => Promise<void>
  /** Types; `\r` is Enter, `\u0003` Ctrl-C. */
  readonly type: (keys: string) => void
  /** The exit code. */
  readonly ended: Promise<number | null>
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

/** Starts `snowdrop` in a terminal, by script(1) of util-linux. */
export function startInTerminal(
  args: readonly string[],
  { cwd, home, env }: { readonly cwd: string; readonly home: string; readonly env?: Readonly<Record<string, string>> },
): TerminalRun {
  const command = ['exec', ...[process.execPath, COMMAND, ...args].map(quoted)].join(' ')
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd,
    env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm', SNOWDROP_HOME: home, ...env },
  })
  let [sent, seen] = ['', 0]
  child.stdout.on('data', (piece: Buffer) => (sent += piece.toString()))
  child.stdin.on('error', () => {})
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    screen: () => sent,
    type: (keys) => child.stdin.write(keys),
    sees: async (words) => {
      const until = Date.now() + PATIENCE_MS
      for (let at = -1; at < 0; at = sent.indexOf(words, seen)) {
        if (child.exitCode !== null || Date.now() > until) throw new Error(`never saw "${words}":\n${sent}`)
        await sleep(10)
      }
      seen = sent.indexOf(words, seen) + words.length
    },
    ended,
  }
}
