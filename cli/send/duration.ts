const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }
const NAMES = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const

/** Seconds of `90s`, `30m`, `12h`, `2d` or `1w`; `null` for what is none. */
export function parseDuration(text: string): number | null {
  const [, number = '', unit = ''] = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text.trim()) ?? []
  const seconds = Number(number) * (UNITS[unit] ?? 0)
  return seconds > 0 ? seconds : null
}

/** Whole seconds in the largest unit that fits without a rest. */
export function sayDuration(seconds: number): string {
  const [unit, name] = NAMES.find(([each]) => seconds % each === 0) ?? [1, 'second']
  const count = seconds / unit
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
