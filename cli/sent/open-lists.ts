import { openSenderFiles } from '../../lib/adapters/files/sender-store.ts'
import { createLinkOwnerApi, createSenderApi } from '../../lib/adapters/http/drop-api.ts'
import { createNewLink } from '../../lib/client/send/new-link.ts'
import { createSentDrops } from '../../lib/client/sent/sent-drops.ts'
import type { SentDrop, SentDrops } from '../../lib/client/sent/sent-state.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { sentFolder, sentInstances } from '../home-folder.ts'
import { siteOf } from '../site.ts'
import { stretchPassword } from '../stretch-password.ts'

/** A drop of this account's list, with its number there. */
export interface ListedDrop {
  /** From 1, the newest first, over all sites. */
  readonly number: number
  /** The site's address. */
  readonly server: string
  readonly drop: SentDrop
  /** What can be done to it. */
  readonly sent: SentDrops
}

/** One list for each site. */
export type SentLists = ReadonlyMap<string, SentDrops>

/** The list of what was sent to the instance at `base`. It asks the server once, and again after each deed. */
function openList(env: NodeJS.ProcessEnv, base: string): SentDrops {
  const { call } = siteOf(base)
  return createSentDrops({
    store: openSenderFiles(sentFolder(env, base)),
    api: createSenderApi(call),
    links: createLinkOwnerApi(call),
    newLink: createNewLink({ stretch: stretchPassword, random: cryptoRandom, profile: 'standard' }),
    stretch: stretchPassword,
    random: cryptoRandom,
    changes: { tell: () => {}, listen: () => () => {}, close: () => {} },
    base,
    now: Date.now,
    // A command ends; nothing is asked for later.
    after: () => () => {},
    isVisible: () => true,
    onVisibility: () => () => {},
  })
}

/** The lists of all sites of which this account keeps something, and of `server` where one was named. */
export async function openLists(env: NodeJS.ProcessEnv, server: string | null): Promise<SentLists> {
  const bases = new Set([...(await sentInstances(env)), ...(server === null ? [] : [server])])
  return new Map([...bases].sort().map((base) => [base, openList(env, base)]))
}

/** Resolves once `isReady` says so of the drops. Errors: `save-failed` where the list cannot be read, `cancelled`. */
function settled(
  sent: SentDrops,
  isReady: (drops: readonly SentDrop[]) => boolean,
  signal: AbortSignal,
): Promise<readonly SentDrop[]> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const state = sent.state()
      if (signal.aborted) reject(new DropError('cancelled'))
      else if (state.phase === 'unavailable') reject(state.error)
      else if (state.phase === 'listed' && isReady(state.drops)) resolve(state.drops)
      else return
      unsubscribe()
      signal.removeEventListener('abort', look)
    }
    const unsubscribe = sent.subscribe(look)
    signal.addEventListener('abort', look)
    look()
  })
}

const isAnswered = ({ state }: SentDrop) => state.status !== 'asking'

/** All drops, numbered; `asked`: once each one's server has answered, or did not. Errors: those of `settled`. */
export async function listAll(lists: SentLists, asked: boolean, signal: AbortSignal): Promise<readonly ListedDrop[]> {
  const isReady = (drops: readonly SentDrop[]) => !asked || drops.every(isAnswered)
  const found = await Promise.all(
    [...lists].map(async ([server, sent]) =>
      (await settled(sent, isReady, signal)).map((drop) => ({ server, drop, sent })),
    ),
  )
  return found
    .flat()
    .sort((a, b) => b.drop.createdAt - a.drop.createdAt || (a.drop.id < b.drop.id ? -1 : 1))
    .map((listed, at) => ({ number: at + 1, ...listed }))
}
