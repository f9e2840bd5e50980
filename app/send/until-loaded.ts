/** Keeps what is to be done with `T` until it is there, and does it at once from then on. */
export interface UntilLoaded<T> {
  readonly run: (act: (loaded: T) => void) => void
  readonly load: (loaded: T) => void
}

/** One that nothing is loaded in yet. */
export function untilLoaded<T>(): UntilLoaded<T> {
  const waiting: ((loaded: T) => void)[] = []
  let run = (act: (loaded: T) => void): void => {
    waiting.push(act)
  }
  return {
    run: (act) => run(act),
    load(loaded) {
      run = (act) => act(loaded)
      for (const act of waiting.splice(0)) act(loaded)
    },
  }
}
