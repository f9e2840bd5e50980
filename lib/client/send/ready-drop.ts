import { type RetryPolicy, retry } from '../../adapters/http/retry.ts'
import { type DropError, isDropError } from '../../format/drop-error.ts'
import type { LinkOwnerApi, SenderApi } from '../../ports/drop-api.ts'
import type { DropId, Locator } from '../../wire/fields.ts'
import { cleanLabel } from '../sent/sent-view.ts'
import { toDropError } from '../to-drop-error.ts'
import { checkChoice } from './check-choice.ts'
import {
  type KeepLink,
  type KeepSentDeps,
  keepSent,
  type SentDropFacts,
  unkeepRefused,
  waitForList,
} from './keep-sent.ts'
import type { MadeLink } from './make-link.ts'
import type { MakeNewLink } from './new-link.ts'
import type { LinkChoice, ReadyLink, SendState } from './send-state.ts'

/** What managing a sent drop depends on. */
export interface ReadyDropDeps extends KeepSentDeps {
  readonly api: Pick<SenderApi, 'revoke'>
  readonly links: LinkOwnerApi
  readonly newLink: MakeNewLink
  /** How long each change is tried again. */
  readonly revoking: RetryPolicy
  /** The instance's address: links point there. */
  readonly base: string
}

type Ready = Extract<SendState, { phase: 'ready' | 'deleted' }>

const never = new AbortController().signal

/** A drop that is stored and has its first link: what its sender can still do with it. */
export class ReadyDrop {
  readonly #deps: ReadyDropDeps
  readonly #facts: SentDropFacts
  readonly #keepLink: KeepLink
  readonly #changed: () => void
  #links: readonly ReadyLink[] = []
  #refusal: DropError | null = null
  #isKept = false
  #kept: Promise<void> = Promise.resolve()
  #state: Ready

  /** `changed` hears of every new state. */
  constructor(deps: ReadyDropDeps, facts: SentDropFacts, changed: () => void) {
    this.#deps = deps
    this.#facts = facts
    this.#keepLink = keepSent(deps, facts)
    this.#changed = changed
    this.#state = this.#ready()
  }

  get id(): DropId {
    return this.#facts.keys.id
  }

  /** Resolves once each further link that was made so far is kept, or is known not to be. */
  get kept(): Promise<void> {
    return this.#kept
  }

  /** The same object until it changes. */
  get state(): Ready {
    return this.#state
  }

  /**
   * Keeps the link with which the drop is about to go live: a program that is killed in that moment would leave a drop
   * behind of which nobody has a link.
   */
  async expect({ locator, code }: Pick<MadeLink, 'locator' | 'code'>, { labels }: LinkChoice): Promise<void> {
    await this.#keepLink({ locator, code, label: cleanLabel(labels[0] ?? null) }, true)
  }

  /** Takes the link with which the drop went live. Resolves once this browser keeps it, or is known not to. */
  begin(made: MadeLink, choice: LinkChoice): Promise<void> {
    return this.#take(made, choice, choice.labels[0] ?? null)
  }

  /**
   * Makes a link for each label, one after another, and each is kept before it is live; those made before a failure
   * stay. Errors: `cancelled`, `bad-request`, those of `newLink` and of the API.
   */
  async add(choice: LinkChoice, labels: LinkChoice['labels'], signal: AbortSignal): Promise<void> {
    const { links, newLink, revoking } = this.#deps
    const { id, owner, contentKey, header } = this.#facts.keys
    for (const label of labels) {
      const { code, request } = await retry(revoking, signal, () => newLink({ ...choice, contentKey, header }, signal))
      const { locator } = request
      await waitForList(this.#keepLink({ locator, code, label: cleanLabel(label) }), revoking.wait, signal)
      const { expiresAt } = await retry(revoking, signal, () => links.add(id, owner, request, signal)).catch(
        async (error: unknown) => {
          await waitForList(unkeepRefused(this.#deps.store, id, locator, error), revoking.wait, signal)
          throw error
        },
      )
      const taken = this.#take({ locator, code, expiresAt }, choice, label)
      this.#kept = this.#kept.then(() => taken)
    }
  }

  /** Says that not all links that were asked for are there. */
  refuse(error: DropError): void {
    this.#refusal = error
    this.#show(this.#ready())
  }

  /** More links. Answers the failure where there is one. */
  addLinks(choice: LinkChoice): Promise<DropError | null> {
    return this.#try(async () => {
      checkChoice(choice)
      this.#refusal = null
      await this.add(choice, choice.labels, never)
    })
  }

  /** Ends one link; with the last one the drop. Answers the failure where there is one. */
  revokeLink(locator: Locator): Promise<DropError | null> {
    return this.#try(async () => {
      const { links, notifySent, revoking } = this.#deps
      const { keys } = this.#facts
      await retry(revoking, never, () => links.revoke(keys.id, locator, keys.owner, never))
      notifySent()
      this.#links = this.#links.filter((link) => link.locator !== locator)
      this.#show(this.#links.length === 0 ? { phase: 'deleted' } : this.#ready())
    })
  }

  /** Deletes the drop. Answers the failure where there is one. */
  deleteDrop(): Promise<DropError | null> {
    return this.#try(async () => {
      const { api, notifySent, revoking } = this.#deps
      const { keys } = this.#facts
      try {
        await retry(revoking, never, () => api.revoke(keys.id, keys.owner, never))
      } catch (error) {
        if (!isDropError(error, 'not-found')) throw error
      }
      notifySent()
      this.#show({ phase: 'deleted' })
    })
  }

  /** Takes the drop out of this browser's list: it did not go live, or its sender cancelled before seeing a link. */
  forget(): void {
    this.#deps.store
      .changeDrop(this.#facts.keys.id, () => null)
      .then(this.#deps.notifySent)
      .catch(() => {})
  }

  async #try(work: () => Promise<void>): Promise<DropError | null> {
    try {
      if (this.#state.phase === 'ready') await work()
      return null
    } catch (error) {
      return toDropError(error)
    }
  }

  async #take(
    { locator, code, expiresAt }: MadeLink,
    { password, maxDownloads }: LinkChoice,
    rawLabel: string | null,
  ): Promise<void> {
    const label = cleanLabel(rawLabel)
    const url = `${this.#deps.base}/d#${code}`
    this.#links = [...this.#links, { locator, url, label, needsPassword: password !== null, expiresAt, maxDownloads }]
    this.#show(this.#ready())
    this.#isKept = await this.#keepLink({ locator, code, label })
    if (this.#state.phase === 'ready') this.#show(this.#ready())
  }

  #ready(): Ready {
    const refusal = this.#refusal === null ? {} : { refusal: this.#refusal }
    const { content, files, totalBytes } = this.#facts
    const { kind } = content
    return { phase: 'ready', kind, files, totalBytes, links: this.#links, isKept: this.#isKept, ...refusal }
  }

  #show(state: Ready): void {
    if (this.#state.phase === 'deleted') return
    this.#state = state
    this.#changed()
  }
}
