import type { BrowserContext } from '@playwright/test'

type Timer = (act: () => void, ms?: number, ...rest: unknown[]) => unknown

/** Makes a page's or a worker's clock go faster. It stands alone: its source is what runs there. */
function hurry(times: number): void {
  const scope: { setTimeout: Timer; setInterval: Timer } = globalThis
  const [begunAt, dateNow, timeout, interval] = [Date.now(), Date.now, scope.setTimeout, scope.setInterval]
  Date.now = () => begunAt + (dateNow() - begunAt) * times
  scope.setTimeout = (act, ms = 0, ...rest) => timeout(act, ms / times, ...rest)
  scope.setInterval = (act, ms = 0, ...rest) => interval(act, ms / times, ...rest)
  const abortAfter = AbortSignal.timeout.bind(AbortSignal)
  AbortSignal.timeout = (ms) => abortAfter(Math.ceil(ms / times))
}

/**
 * Lets the clocks of a context's pages, and of the app's workers that fetch, send and open, go `times` as fast: what
 * the client bears for minutes is over in seconds. Playwright's own clock does not reach into workers. Service workers
 * keep the time of the world.
 */
export async function hurryClocks(context: BrowserContext, times: number): Promise<void> {
  await context.addInitScript(hurry, times)
  await context.route(/\/turbopack-worker-[^/]*\.js/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `(${hurry.toString()})(${times});\n${await response.text()}` })
  })
}
