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

/** As `Intl` writes it in English, whose data take 12 ms to load: a terminal would wait for them. */
function inEnglish(value: number, power: number): string {
  if (power === 0) return value === 1 ? '1 byte' : `${value} bytes`
  const digits = value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, '')
  return `${digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ',')} ${SYMBOLS[power] ?? ''}B`
}

/**
 * A byte count for a person, in powers of 1000 as disks and browsers count: `0 bytes`, `1 byte`, `999 bytes`, `1.5 MB`,
 * `20 GB`.
 */
export function formatBytes(bytes: number, locale: string): string {
  let power = 0
  let value = Math.round(Math.max(0, bytes))
  // From 999.5 on it would be written as 1,000: that belongs to the next unit.
  while (value >= 999.5 && power < UNITS.length - 1) {
    value /= 1000
    power += 1
  }
  if (locale === 'en') return inEnglish(value, power)
  const amount = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: value < 100 && power > 0 ? 1 : 0,
  }).format(value)
  return isolated(amount, locale)
}
