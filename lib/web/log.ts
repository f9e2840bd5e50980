import pino from 'pino'
import { need, read } from '../server/variables.ts'
import { causesOf, placeOf } from './describe-failure.ts'
import { redactedPaths, scrub } from './redact.ts'

/**
 * The one place that writes to the log, which is standard error: lines for an operator, never an identifier, a token or
 * an address.
 */

/** How the log is written. */
export interface LogOptions {
  readonly level: 'error' | 'warn' | 'info' | 'debug'
  readonly format: 'json' | 'text'
  /** Takes one line with its line feed. */
  readonly write: (line: string) => void
}

/** A line of JSON as a person reads it at a terminal. */
function asText(line: string): string {
  const { time, level, msg, place, ...fields } = JSON.parse(line) as Record<string, unknown>
  const words = Object.entries(fields).map(([name, value]) => `${name}=${[value].flat().join(' < ')}`)
  const frames = Array.isArray(place) ? place.map((frame) => `\n    ${String(frame)}`) : []
  const clock = String(time).slice(11, 23)
  return `${[clock, String(level).padEnd(5), String(msg), ...words].join(' ')}${frames.join('')}\n`
}

/**
 * A log over `write`. Whatever is passed to it goes through both nets: names that pino takes out, and what looks like a
 * secret.
 */
export function createLog({ level, format, write }: LogOptions): pino.Logger {
  const show = (line: string) => write(scrub(format === 'json' ? line : asText(line)))
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths, remove: true },
      serializers: { err: causesOf, error: causesOf },
    },
    { write: show },
  )
}

let opened: pino.Logger | undefined

function log(): pino.Logger {
  opened ??= createLog({
    level: need(process.env, 'SNOWDROP_LOG_LEVEL'),
    format: read(process.env, 'SNOWDROP_LOG_FORMAT') ?? (process.stderr.isTTY ? 'text' : 'json'),
    write: (line) => process.stderr.write(line),
  })
  return opened
}

/** A line worth an operator's look. */
export function logNote(line: string): void {
  log().info(line)
}

/** Something failed and was dealt with; it may need an operator. */
export function logFailure(line: string): void {
  log().error(line)
}

/** A request and how it was answered: `route` is its pattern, `ms` the time until the answer began. */
export interface Answered {
  readonly route: string
  readonly method: string
  readonly status: number
  readonly ms: number
}

/** One line for a request that failed through a fault of ours. */
export function logFailedRequest(answered: Answered, code: string, error: unknown): void {
  const place = placeOf(error)
  const causes = causesOf(error)
  log().error({ ...answered, code, causes, ...(place.length > 0 && { place }) }, 'request failed')
}

/** One line for any other request, at `debug`. */
export function logRequest(answered: Answered, code?: string): void {
  log().debug({ ...answered, code }, 'request')
}
