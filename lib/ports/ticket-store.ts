import type { TokenHash } from '../wire/fields.ts'
import type { Act } from './operator-store.ts'

/** A ticket as the database holds it. Times in Unix ms, bytes as stored. */
export interface TicketRow {
  /** By which the operator names it; no secret. */
  readonly id: number
  readonly label: string
  /** How many drops may be sent with it in all, and how many of them still. */
  readonly drops: number
  readonly dropsLeft: number
  readonly bytes: number
  readonly bytesLeft: number
  readonly createdAt: number
  readonly expiresAt: number
  /** When the operator ended it. */
  readonly endedAt: number | null
}

/**
 * Upload tickets. What an operator does to them is written down in the same transaction. What an upload takes of one is
 * taken where the upload is written (`DropStore`). Every method may fail with `unavailable`.
 */
export interface TicketStore {
  add(
    ticket: Pick<TicketRow, 'label' | 'drops' | 'bytes' | 'expiresAt'> & { readonly hash: TokenHash },
    act: Act,
    now: number,
  ): Promise<TicketRow>
  find(by: { readonly hash: TokenHash } | { readonly id: number }): Promise<TicketRow | null>
  /** Newest first. */
  list(): Promise<readonly TicketRow[]>
  /** False where it had ended, or there is none. */
  end(id: number, act: Act, now: number): Promise<boolean>
  /** Forgets tickets whose time was over before `before`; answers how many. */
  forget(before: number): Promise<number>
}
