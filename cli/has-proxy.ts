/** Whether Node was told of a proxy, which is known to `fetch` alone. */
export const hasProxy = (): boolean =>
  process.env.NODE_USE_ENV_PROXY === '1' ||
  [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(' ')].includes('--use-env-proxy')
