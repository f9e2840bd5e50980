import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import envPaths from 'env-paths'

/** What this account keeps: downloads that go on, and what was sent. For itself alone (mode 0600). */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  return env.SNOWDROP_HOME ?? envPaths('snowdrop', { suffix: '' }).data
}

const sentAnywhere = (env: NodeJS.ProcessEnv) => join(homeFolder(env), 'sent')

/** Where the drops are kept that were sent to the instance at `base`: an address as `instanceOf` answers it. */
export function sentFolder(env: NodeJS.ProcessEnv, base: string): string {
  return join(sentAnywhere(env), encodeURIComponent(base))
}

/** The addresses of all instances of which something is or was kept. */
export async function sentInstances(env: NodeJS.ProcessEnv): Promise<string[]> {
  const names = await readdir(sentAnywhere(env)).catch(() => [])
  return names.flatMap((name) => {
    try {
      const base = decodeURIComponent(name)
      return URL.canParse(base) && encodeURIComponent(base) === name ? [base] : []
    } catch {
      return []
    }
  })
}
