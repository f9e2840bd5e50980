import { columnsOf } from './columns.ts'
import { lineWords } from './terminal.ts'

/** Rows under a head, each column as wide as it has to be; words of others cannot move the cursor, or break a row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((row) => row.map((cell) => lineWords(cell)))
  const widths = head.map((_, column) => Math.max(...lines.map((row) => columnsOf(row[column] ?? ''))))
  const padded = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell))
  return lines
    .map((row) => row.map(padded).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

/** A time as an operator compares it with a log: UTC, to the minute. Nothing for what has no time. */
export function utc(at: number | null): string {
  return at === null ? '' : `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}Z`
}
