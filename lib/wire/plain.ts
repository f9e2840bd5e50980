// [Note: Read without zod] What a page reads before anybody does anything is read by these, as zod alone weighs more
// than all the rest of it (docs/decisions/017). The zod schemas say what the answers are; that both take and refuse the
// same is tested (first-answers.test.ts).

/** Reads a value of one shape. Errors: `TypeError` for any other. */
export interface Plain<T> {
  readonly parse: (value: unknown) => T
}

type Read<P> = P extends Plain<infer T> ? T : never

const plain = <T>(parse: (value: unknown) => T): Plain<T> => ({ parse })

function refuse(): never {
  throw new TypeError('not of this shape')
}

/** A text that fits `pattern`, and has from `min` to `max` UTF-16 units. */
export const text = (pattern?: RegExp, { min = 0, max = Infinity } = {}): Plain<string> =>
  plain((value) => {
    const fits = typeof value === 'string' && value.length >= min && value.length <= max
    return fits && (pattern?.test(value) ?? true) ? value : refuse()
  })

/** A whole number from `min` on that is exact. */
export const whole = (min = Number.MIN_SAFE_INTEGER): Plain<number> =>
  plain((value) => (typeof value === 'number' && Number.isSafeInteger(value) && value >= min ? value : refuse()))

export const yesOrNo: Plain<boolean> = plain((value) => (typeof value === 'boolean' ? value : refuse()))

/** One of some texts. */
export const oneOf = <const T extends string>(...values: readonly T[]): Plain<T> =>
  plain((value) => values.find((each) => each === value) ?? refuse())

/** Something, or `null`. */
export const nullable = <T>({ parse }: Plain<T>): Plain<T | null> =>
  plain((value) => (value === null ? null : parse(value)))

/** Something, or nothing at all. */
export const optional = <T>({ parse }: Plain<T>): Plain<T | undefined> =>
  plain((value) => (value === undefined ? undefined : parse(value)))

/** `min` or more of the same. */
export const list = <T>({ parse }: Plain<T>, min = 0): Plain<T[]> =>
  plain((value) => (Array.isArray(value) && value.length >= min ? value.map((each) => parse(each)) : refuse()))

/** An object with these fields; others are left out. */
export function object<F extends Readonly<Record<string, Plain<unknown>>>>(
  fields: F,
): Plain<{ [Key in keyof F]: Read<F[Key]> }> {
  return plain((value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse()
    const entries = Object.entries(fields).map(([key, { parse }]) => [key, parse(Reflect.get(value, key))])
    return Object.fromEntries(entries) as { [Key in keyof F]: Read<F[Key]> }
  })
}

/** The first, or else the second. */
export const either = <A, B>(first: Plain<A>, second: Plain<B>): Plain<A | B> =>
  plain((value) => {
    try {
      return first.parse(value)
    } catch {
      return second.parse(value)
    }
  })
