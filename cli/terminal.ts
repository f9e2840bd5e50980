import type { TransferProgress } from '../lib/client/send/send-state.ts'
import { englishBytes } from '../lib/client/words/english-bytes.ts'
import { CLEAR_LINE } from './clear-line.ts'

/** Where a command speaks: results go to standard output, everything else to standard error. */
export interface Terminal {
  /** A line for the person. Nothing with `--quiet`. */
  readonly say: (line: string) => void
  /** How a transfer is getting on: one line that changes on a terminal, plain lines elsewhere. */
  readonly progress: (progress: TransferProgress) => void
  /** The result. Resolves once it is taken. Errors: those of the stream. */
  readonly print: (text: string | Uint8Array) => Promise<void>
  readonly isOutputTerminal: boolean
  /** What the person asked to see besides: on standard error, even with `--quiet`. */
  readonly show: (text: string) => void
  /** Whether a person can be asked. */
  readonly canAsk: boolean
  /** Whether a person sees what is said. */
  readonly isWatched: boolean
}

/** Plain lines come every so many ms, a terminal's line so often. */
const PLAIN_MS = 5000
const LIVE_MS = 100

function timeLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** One line of progress: bytes, speed, time left; as much of it as fits into so many columns. */
export function progressLine(
  { doneBytes, totalBytes, bytesPerSecond, secondsLeft }: TransferProgress,
  columns = Infinity,
): string {
  const percent = totalBytes === 0 ? 100 : Math.floor((doneBytes / totalBytes) * 100)
  // Of what comes through a pipe nobody knows how much it will be.
  const parts =
    totalBytes === Infinity
      ? [englishBytes(doneBytes)]
      : [`${percent} %`, `${englishBytes(doneBytes)} of ${englishBytes(totalBytes)}`]
  if (bytesPerSecond !== null) parts.push(`${englishBytes(bytesPerSecond)}/s`)
  if (secondsLeft !== null && secondsLeft > 0 && secondsLeft < Infinity) parts.push(`${timeLeft(secondsLeft)} left`)
  while (parts.length > 1 && parts.join(', ').length > columns) parts.pop()
  return parts.join(', ')
}

/**
 * Words of others on a terminal: control characters, which could rewrite the screen, and characters that turn the
 * reading direction are made visible.
 */
export function plainWords(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** Words of others that stand in a line. */
export function lineWords(text: string): string {
  return plainWords(text.replaceAll(/\s+/g, ' '))
}

/** Waits until `stream` takes more. */
async function write(stream: NodeJS.WriteStream, text: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

/** The terminal of this process; `now` in Unix ms. */
export function openTerminal(
  streams: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>,
  quiet: boolean,
  now: () => number,
): Terminal {
  const { stdin, stdout, stderr } = streams
  // A pipe that is closed is heard of by whoever writes to it.
  stdout.on('error', () => {})
  let [isLive, shownAt] = [false, now()]
  const clear = () => {
    if (isLive) stderr.write(CLEAR_LINE)
    isLive = false
  }
  return {
    say: (line) => {
      if (quiet) return
      clear()
      stderr.write(`${line}\n`)
    },
    progress: (progress) => {
      if (quiet || now() - shownAt < (stderr.isTTY ? LIVE_MS : PLAIN_MS)) return
      shownAt = now()
      if (!stderr.isTTY) stderr.write(`${progressLine(progress)}\n`)
      else {
        // A line that fills the last column, or goes on below, is not taken back by a carriage return.
        stderr.write(`${CLEAR_LINE}${progressLine(progress, (stderr.columns || Infinity) - 1)}`)
        isLive = true
      }
    },
    print: (text) => {
      clear()
      return write(stdout, text)
    },
    show: (text) => {
      clear()
      stderr.write(text)
    },
    isOutputTerminal: stdout.isTTY,
    isWatched: stderr.isTTY,
    canAsk: stdin.isTTY && stderr.isTTY,
  }
}
