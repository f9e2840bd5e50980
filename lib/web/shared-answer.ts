/**
 * `ask` for everybody who comes while it is being asked, and for `ms` after its answer: however many ask, it costs as
 * if few did. A failure goes to those who waited for it, and is not kept. `now` in ms.
 */
export function sharedAnswer<T>(
  ms: number,
  ask: () => Promise<T>,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let asked: Promise<T> | null = null
  let until = Number.POSITIVE_INFINITY
  return () => {
    if (asked !== null && now() < until) return asked
    const current = ask()
    asked = current
    until = Number.POSITIVE_INFINITY
    current.then(
      () => {
        if (asked === current) until = now() + ms
      },
      () => {
        if (asked === current) asked = null
      },
    )
    return current
  }
}
