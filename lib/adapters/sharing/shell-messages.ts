/**
 * Where the system posts what is shared with the installed app, on the instance; only the worker ever answers there.
 */
export const SHARE_PATH = '/share'
export const SHELL_WORKER = '/shell-worker.js'
export const ASIDE_WORKER = '/aside-worker.js'

/** What was shared with the app. */
export interface Shared {
  readonly files: readonly File[]
  readonly text: string
}

/** The words of the page for when the site cannot be reached, in the reader's language. */
export interface OfflineWords {
  readonly lang: string
  readonly dir: 'ltr' | 'rtl'
  readonly title: string
  readonly text: string
}

/**
 * What a page tells the worker: the words to keep, or that it takes what was shared, which comes on the port beside.
 */
export type ShellMessage = { readonly type: 'offline'; readonly words: OfflineWords } | { readonly type: 'take' }

function isWords(value: unknown): value is OfflineWords {
  if (typeof value !== 'object' || value === null) return false
  const words = value as Readonly<Record<string, unknown>>
  return (
    ['lang', 'title', 'text'].every((key) => typeof words[key] === 'string') &&
    ['ltr', 'rtl'].includes(words.dir as string)
  )
}

/** Reads a page's message, `null` where it is nothing of ours. */
export function parseShellMessage(message: unknown): ShellMessage | null {
  if (typeof message !== 'object' || message === null) return null
  const { type, words } = message as Readonly<Record<string, unknown>>
  if (type === 'take') return { type }
  return type === 'offline' && isWords(words) ? { type, words } : null
}

/** Whether a request is what the system shares with the app. */
export function answersShare({ method, url }: Pick<Request, 'method' | 'url'>, path: string): boolean {
  return method === 'POST' && new URL(url).pathname === path
}

const PAGES = ['', 'd', 'sent', 'about']

/**
 * Whether a request is for one of the site's pages, as a tab asks for it; `site` is the path that they stand under,
 * with its last slash.
 */
export function asksForPage({ method, mode, url }: Pick<Request, 'method' | 'mode' | 'url'>, site: string): boolean {
  const { pathname } = new URL(url)
  return method === 'GET' && mode === 'navigate' && PAGES.some((page) => pathname === `${site}${page}`)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** A page that needs nothing else, and tries the address again every ten seconds. It runs no script. */
export function offlinePage({ lang, dir, title, text }: OfflineWords): string {
  return `<!doctype html><html lang="${escape(lang)}" dir="${dir}"><head><meta charset="utf-8"><title>${escape(title)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="10">
<style>:root{color-scheme:light dark}body{display:grid;place-content:center;min-height:100vh;margin:0;padding:1.5rem;box-sizing:border-box;
background:light-dark(#eaf2f0,#10201f);color:light-dark(#10261e,#ecf5f1);font:1.0625rem/1.5 system-ui,sans-serif}
main{max-width:27rem}h1{font-size:2.25rem;line-height:1.1}</style></head>
<body><main><h1>${escape(title)}</h1><p>${escape(text)}</p></main></body></html>`
}
