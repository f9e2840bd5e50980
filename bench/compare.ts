/** One way of doing the work once; answers how long it took, in seconds. */
export type Way = () => Promise<number>

/**
 * What a comparison found: medians in seconds, and `ratio`, how fast ours is of the plain way (1 is the same, more is
 * faster).
 */
export interface Comparison {
  readonly ratio: number
  readonly ours: number
  readonly plain: number
  readonly rounds: number
}

/** The middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)
  return (low + high) / 2
}

/** Takes turns between both ways, after one unmeasured turn of each, so that a busy moment hits both alike. */
export async function compare(ours: Way, plain: Way, rounds: number): Promise<Comparison> {
  const times = { ours: [] as number[], plain: [] as number[] }
  for (let round = -1; round < rounds; round += 1) {
    const pair = { plain: await plain(), ours: await ours() }
    if (round < 0) continue
    times.plain.push(pair.plain)
    times.ours.push(pair.ours)
  }
  const [oursMedian, plainMedian] = [median(times.ours), median(times.plain)]
  return { ratio: plainMedian / oursMedian, ours: oursMedian, plain: plainMedian, rounds }
}
