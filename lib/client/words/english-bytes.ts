import { powerOf } from './format-bytes.ts'

const SYMBOLS = ['', 'k', 'M', 'G', 'T', 'P'] as const

/**
 * As `formatBytes` in English, without `Intl`, whose data take 12 ms to load: a terminal would wait for them. `Intl`
 * rounds the decimal that a person reads, 1.15, and the double for it is less: tenths are counted from the whole bytes,
 * where a tie is exact.
 */
export function englishBytes(bytes: number): string {
  const whole = Math.round(Math.max(0, bytes))
  const power = powerOf(whole)
  if (power === 0) return whole === 1 ? '1 byte' : `${whole} bytes`
  const value = whole / 1000 ** power
  const digits = String(value < 100 ? Math.round(whole / 10 ** (3 * power - 1)) / 10 : Math.round(value))
  return `${digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')} ${SYMBOLS[power] ?? ''}B`
}
