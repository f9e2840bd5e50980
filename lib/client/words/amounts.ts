import type { Language } from './language.ts'

/** `1 file`, `1,000 files`. */
export function countFiles(count: number, { t }: Language): string {
  return t('common.files', { count })
}

/** `1 download`, `5 downloads`. */
export function countDownloads(count: number, { t }: Language): string {
  return t('common.downloads', { count })
}

/** Whole seconds as the largest unit that fits evenly: `45 minutes`, `1 day`, `7 days`. */
export function duration(seconds: number, locale: string): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [size, unit] = units.find(([length]) => seconds % length === 0) ?? [1, 'second']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size)
}

/** Sum of sizes, in bytes. */
export function totalSize(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0)
}
