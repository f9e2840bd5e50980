const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

const RIGHT_TO_LEFT: readonly (string | undefined)[] = ['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa']

/**
 * A number with a Latin unit, kept in its order among words that run from right to left: there the unit would change
 * sides (UAX #9, N1).
 */
function isolated(amount: string, locale: string): string {
  const isAmongOthers = /[a-z]/i.test(amount) && RIGHT_TO_LEFT.includes(new Intl.Locale(locale).maximize().script)
  return isAmongOthers ? `\u2066${amount}\u2069` : amount
}

/** The power of 1000 in which a whole count of bytes is told: from 999.5 on it would be written as 1,000 of the last. */
export function powerOf(whole: number): number {
  let power = 0
  while (whole / 1000 ** power >= 999.5 && power < UNITS.length - 1) power += 1
  return power
}

/**
 * A byte count for a person, in powers of 1000 as disks and browsers count: `0 bytes`, `1 byte`, `999 bytes`, `1.5 MB`,
 * `20 GB`.
 */
export function formatBytes(bytes: number, locale: string): string {
  const whole = Math.round(Math.max(0, bytes))
  const power = powerOf(whole)
  const value = whole / 1000 ** power
  const amount = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 100 && power > 0 ? 1 : 0,
  }).format(value)
  return isolated(amount, locale)
}
