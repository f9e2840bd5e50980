const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds of `90s`, `30m`, `12h`, `2d` or `1w`; `null` for what is none. */
export function parseDuration(text: string): number | null {
  const [, number = '', unit = ''] = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text.trim()) ?? []
  const seconds = Number(number) * (UNITS[unit] ?? 0)
  return seconds > 0 ? seconds : null
}
