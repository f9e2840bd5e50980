import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A Chromium without anybody listening to its network. Playwright has every request's progress reported, of workers
 * too: a fifth more of the processor for what a worker fetches, and nothing for the browser's own downloads, which it
 * is held against. One page, driven by the DevTools protocol.
 */
export interface BareBrowser {
  readonly pid: number
  /** Opens an address in a page that had none before. */
  readonly goto: (url: string) => Promise<void>
  /** Runs an expression in the page, as by a person's click; answers its value. */
  readonly run: (expression: string) => Promise<unknown>
  /** Waits until an expression is true in the page. */
  readonly until: (expression: string) => Promise<void>
  /** Moves the mouse over an element. */
  readonly point: (selector: string) => Promise<void>
  /** Chooses a file in the first field of that selector. */
  readonly choose: (selector: string, file: string) => Promise<void>
  /** Runs in every page from now on before its own scripts. */
  readonly before: (script: string) => Promise<void>
  /** Waits for the next download to end; answers its path. */
  readonly downloaded: () => Promise<string>
  readonly close: () => Promise<void>
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: unknown
}

/** One connection to the browser: https://chromedevtools.github.io/devtools-protocol/ */
class Protocol {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly #listeners = new Set<(message: Message) => void>()
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data)) as Message
      if (message.id === undefined) for (const listen of this.#listeners) listen(message)
      else this.#waiting.get(message.id)?.(message)
    })
  }

  static async connect(address: string): Promise<Protocol> {
    const socket = new WebSocket(address)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve)
      socket.addEventListener('error', reject)
    })
    return new Protocol(socket)
  }

  async send(method: string, params: object, sessionId?: string): Promise<Readonly<Record<string, unknown>>> {
    const id = (this.#last += 1)
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve))
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }))
    const { result, error } = await answered
    this.#waiting.delete(id)
    if (result === undefined) throw new Error(`${method}: ${JSON.stringify(error)}`)
    return result
  }

  /** The parameters of the first event from now on that `fits`. */
  next(method: string, fits: (params: Readonly<Record<string, unknown>>) => boolean = () => true) {
    return new Promise<Readonly<Record<string, unknown>>>((resolve) => {
      const listen = (message: Message) => {
        if (message.method !== method || message.params === undefined || !fits(message.params)) return
        this.#listeners.delete(listen)
        resolve(message.params)
      }
      this.#listeners.add(listen)
    })
  }
}

async function addressOf(profile: string): Promise<string> {
  const file = join(profile, 'DevToolsActivePort')
  for (let tries = 0; tries < 400; tries += 1) {
    const [port, path] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    if (path) return `ws://127.0.0.1:${port ?? ''}${path}`
    await sleep(50)
  }
  throw new Error('Chromium did not start')
}

function launch(profile: string): ChildProcess {
  const quiet = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run']
  const own = [
    '--headless=new',
    '--no-sandbox',
    '--lang=en-GB',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ]
  return spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', [...quiet, ...own, 'about:blank'], { stdio: 'ignore' })
}

/** Starts Debian's Chromium, or the one that CHROMIUM names, with a fresh profile on disk. Downloads go to `folder`. */
export async function startBareBrowser(folder: string): Promise<BareBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'snowdrop-profile-'))
  const child = launch(profile)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const protocol = await Protocol.connect(await addressOf(profile))
  const saving = { behavior: 'allowAndName', downloadPath: folder, eventsEnabled: true }
  await protocol.send('Browser.setDownloadBehavior', saving)
  const { targetInfos } = await protocol.send('Target.getTargets', {})
  const page = (targetInfos as readonly { type: string; targetId: string }[]).find(({ type }) => type === 'page')
  const attached = await protocol.send('Target.attachToTarget', { targetId: page?.targetId, flatten: true })
  const ask = (method: string, params: object = {}) => protocol.send(method, params, String(attached.sessionId))
  await ask('Page.enable')
  const load = async (url: string) => {
    const loaded = protocol.next('Page.loadEventFired')
    await ask('Page.navigate', { url })
    await loaded
  }
  const evaluate = async (expression: string): Promise<unknown> => {
    const asked = { expression, awaitPromise: true, userGesture: true, returnByValue: true }
    const { exceptionDetails, result } = await ask('Runtime.evaluate', asked)
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
    return (result as { value?: unknown }).value
  }
  const nodeOf = async (selector: string) => {
    const { root } = (await ask('DOM.getDocument')) as { root: { nodeId: number } }
    return ask('DOM.querySelector', { nodeId: root.nodeId, selector })
  }
  return {
    pid: child.pid ?? 0,
    goto: async (url) => {
      await load('about:blank')
      await load(url)
    },
    run: evaluate,
    // The page looks by itself, so that nobody asks it again and again.
    until: async (expression) => {
      await evaluate(`new Promise((resolve) => { const timer = setInterval(() => { if (!(${expression})) return
        clearInterval(timer); resolve() }, 10) })`)
    },
    point: async (selector) => {
      const { model } = (await ask('DOM.getBoxModel', await nodeOf(selector))) as { model: { content: number[] } }
      const [x = 0, y = 0] = model.content
      await ask('Input.dispatchMouseEvent', { type: 'mouseMoved', x: x + 1, y: y + 1 })
    },
    choose: async (selector, file) => {
      await ask('DOM.setFileInputFiles', { ...(await nodeOf(selector)), files: [file] })
    },
    before: async (source) => {
      await ask('Page.addScriptToEvaluateOnNewDocument', { source })
    },
    downloaded: async () => {
      const { guid, state } = await protocol.next('Browser.downloadProgress', (params) => params.state !== 'inProgress')
      if (state !== 'completed') throw new Error('a download was broken off')
      return join(folder, String(guid))
    },
    close: async () => {
      await protocol.send('Browser.close', {})
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
