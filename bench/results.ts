import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { dirname } from 'node:path'
import type { Comparison } from './compare.ts'

/**
 * When a line was measured, and how busy the machine was then (load of the last minute; the measuring itself is 1 to 2
 * of it).
 */
interface Moment {
  readonly at: string
  readonly load: number
}

type Line = Comparison & Moment & { readonly bytes: number }
type Figure = Moment & { readonly value: number; readonly unit: string }

/**
 * `bench/results/latest.json`. A run replaces the lines that it measured; the others stay as they were, with their own
 * date.
 */
interface Results {
  readonly machine: { readonly processor: string; readonly memoryGiB: number; readonly system: string }
  readonly ratios: Record<string, number>
  readonly lines: Record<string, Line>
  readonly figures: Record<string, Figure>
}

const MiB = 2 ** 20
const rounded = (value: number) => Number(value.toFixed(3))

function machine(): Results['machine'] {
  return {
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: readFileSync('/proc/version', 'utf8').split(' (')[0] ?? '',
  }
}

function read(path: string): Pick<Results, 'ratios' | 'lines' | 'figures'> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Results
  } catch {
    return { ratios: {}, lines: {}, figures: {} }
  }
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Prints each line as it is measured, and keeps it in the file at once: a run that is broken off loses nothing. */
export function openResults(path: string, bytes: number) {
  const before = read(path)
  let results: Results = { machine: machine(), ...before }
  const moment = (): Moment => ({ at: new Date().toISOString(), load: rounded(loadavg()[0] ?? 0) })

  function keep(change: Partial<Results>): void {
    results = { ...results, ...change }
    const { ratios, lines, figures } = results
    const ordered = { ...results, ratios: sorted(ratios), lines: sorted(lines), figures: sorted(figures) }
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${JSON.stringify(ordered, null, 2)}\n`)
  }

  function ratio(name: string, value: number): void {
    keep({ ratios: { ...results.ratios, [name]: rounded(value) } })
  }

  return {
    /** One comparison: its ratio, its medians and its rounds. */
    note: (name: string, line: Comparison): void => {
      const { ours, plain, rounds } = line
      const kept = {
        ratio: rounded(line.ratio),
        ours: rounded(ours),
        plain: rounded(plain),
        rounds,
        bytes,
        ...moment(),
      }
      keep({ lines: { ...results.lines, [name]: kept } })
      ratio(name, line.ratio)
      const speed = (seconds: number) => `${(bytes / MiB / seconds).toFixed(0).padStart(5)} MiB/s`
      console.log(`${name.padEnd(40)} ${line.ratio.toFixed(2)}   ours ${speed(ours)}   plain ${speed(plain)}`)
    },
    /** A ratio of figures. */
    ratio: (name: string, value: number): void => {
      ratio(name, value)
      console.log(`${name.padEnd(40)} ${value.toFixed(2)}`)
    },
    figure: (name: string, value: number, unit: string): void => {
      keep({ figures: { ...results.figures, [name]: { value: rounded(value), unit, ...moment() } } })
      console.log(`${name.padEnd(40)} ${value.toFixed(2)} ${unit}`)
    },
  }
}
