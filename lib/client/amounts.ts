/** `1 file`, `1,000 files`. */
export function countFiles(count: number): string {
  return count === 1 ? '1 file' : `${count.toLocaleString('en')} files`
}

/** `1 download`, `5 downloads`. */
export function countDownloads(count: number): string {
  return count === 1 ? '1 download' : `${count.toLocaleString('en')} downloads`
}

/** Whole seconds as the largest unit that fits evenly: `45 minutes`, `1 day`, `7 days`. */
export function duration(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const
  const [size, name] = units.find(([unit]) => seconds % unit === 0) ?? [1, 'second']
  const count = seconds / size
  return `${count.toLocaleString('en')} ${name}${count === 1 ? '' : 's'}`
}

/** Sum of sizes, in bytes. */
export function totalSize(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, file) => sum + file.size, 0)
}
