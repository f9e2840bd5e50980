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

const SYMBOLS = ['', 'k', 'M', 'G', 'T', 'P'] as const

/**
 * As `Intl` writes it in English, whose data take 12 ms to load: a terminal would wait for them. `Intl` rounds the
 * decimal that a person reads, 1.15, and the double for it is less: tenths are counted from the whole bytes, where a tie
 * is exact.
 */
function inEnglish(whole: number, power: number): string {
  if (power === 0) return whole === 1 ? '1 byte' : `${whole} bytes`
  const value = whole / 1000 ** power
  const digits = String(value < 100 ? Math.round(whole / 10 ** (3 * power - 1)) / 10 : Math.round(value))
  return `${digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')} ${SYMBOLS[power] ?? ''}B`
}

/**
 * A byte count for a person, in powers of 1000 as disks and browsers count: `0 bytes`, `1 byte`, `999 bytes`, `1.5 MB`,
 * `20 GB`.
 */
export function formatBytes(bytes: number, locale: string): string {
  const whole = Math.round(Math.max(0, bytes))
  let power = 0
  // From 999.5 on it would be written as 1,000: that belongs to the next unit.
  while (whole / 1000 ** power >= 999.5 && power < UNITS.length - 1) power += 1
  if (locale === 'en') return inEnglish(whole, power)
  const value = whole / 1000 ** power
  const amount = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 100 && power > 0 ? 1 : 0,
  }).format(value)
  return isolated(amount, locale)
}
