import { type RetryPolicy, retry } from '../adapters/http/retry.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import type { LinkOwnerApi, SenderApi } from '../ports/drop-api.ts'
import type { Locator } from '../wire/fields.ts'
import { checkChoice } from './check-choice.ts'
import type { MadeLink } from './make-link.ts'
import type { MakeNewLink } from './new-link.ts'
import type { DropKind, LinkChoice, PickedFile, ReadyLink, SendState } from './send-state.ts'
import { cleanLabel } from './sent-view.ts'
import type { Upload } from './upload.ts'

/** What managing a sent drop depends on. */
export interface ReadyDropDeps {
  readonly api: Pick<SenderApi, 'revoke'>
  readonly links: LinkOwnerApi
  readonly newLink: MakeNewLink
  /** How long each change is tried again. */
  readonly revoking: RetryPolicy
  /** Where links point to. */
  readonly origin: string
}

/** What was sent. */
export interface SentContent {
  readonly kind: DropKind
  /** Of a note and a redirect: none. */
  readonly files: readonly PickedFile[]
  readonly totalBytes: number
}

/** By what a drop is managed. */
export type DropKeys = Pick<Upload, 'id' | 'owner' | 'contentKey' | 'header'>

type Ready = Extract<SendState, { phase: 'ready' | 'deleted' }>

const never = new AbortController().signal

/** A drop that is stored and has its first link: what its sender can still do with it. */
export class ReadyDrop {
  readonly #deps: ReadyDropDeps
  readonly #keys: DropKeys
  readonly #content: SentContent
  readonly #changed: () => void
  #links: readonly ReadyLink[] = []
  #refusal: DropError | null = null
  #state: Ready

  /** `changed` hears of every new state. */
  constructor(deps: ReadyDropDeps, keys: DropKeys, content: SentContent, changed: () => void) {
    this.#deps = deps
    this.#keys = keys
    this.#content = content
    this.#changed = changed
    this.#state = this.#ready()
  }

  /** The same object until it changes. */
  get state(): Ready {
    return this.#state
  }

  /** Takes the link with which the drop went live. */
  begin(made: MadeLink, choice: LinkChoice): void {
    this.#take(made, choice, choice.labels[0] ?? null)
  }

  /** Makes a link for each label, one after another; those made before a failure stay. Errors: `cancelled`, `bad-request`, those of `newLink` and of the API. */
  async add(choice: LinkChoice, labels: LinkChoice['labels'], signal: AbortSignal): Promise<void> {
    const { links, newLink, revoking } = this.#deps
    const { id, owner, contentKey, header } = this.#keys
    for (const label of labels) {
      const { code, request } = await retry(revoking, signal, () => newLink({ ...choice, contentKey, header }, signal))
      const { expiresAt } = await retry(revoking, signal, () => links.add(id, owner, request, signal))
      this.#take({ locator: request.locator, code, expiresAt }, choice, label)
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
      const { links, revoking } = this.#deps
      await retry(revoking, never, () => links.revoke(this.#keys.id, locator, this.#keys.owner, never))
      this.#links = this.#links.filter((link) => link.locator !== locator)
      this.#show(this.#links.length === 0 ? { phase: 'deleted' } : this.#ready())
    })
  }

  /** Deletes the drop. Answers the failure where there is one. */
  deleteDrop(): Promise<DropError | null> {
    return this.#try(async () => {
      const { api, revoking } = this.#deps
      try {
        await retry(revoking, never, () => api.revoke(this.#keys.id, this.#keys.owner, never))
      } catch (error) {
        if (!isDropError(error, 'not-found')) throw error
      }
      this.#show({ phase: 'deleted' })
    })
  }

  async #try(work: () => Promise<void>): Promise<DropError | null> {
    try {
      if (this.#state.phase === 'ready') await work()
      return null
    } catch (error) {
      return isDropError(error) ? error : new DropError('internal', { cause: error })
    }
  }

  #take({ locator, code, expiresAt }: MadeLink, { password, maxDownloads }: LinkChoice, label: string | null): void {
    const url = `${this.#deps.origin}/d#${code}`
    const link = { locator, url, label: cleanLabel(label), needsPassword: password !== null, expiresAt, maxDownloads }
    this.#links = [...this.#links, link]
    this.#show(this.#ready())
  }

  #ready(): Ready {
    const refusal = this.#refusal === null ? {} : { refusal: this.#refusal }
    return { phase: 'ready', ...this.#content, links: this.#links, isKept: false, ...refusal }
  }

  #show(state: Ready): void {
    if (this.#state.phase === 'deleted') return
    this.#state = state
    this.#changed()
  }
}
