import type { LeaseId } from '../wire/fields.ts'

/** Which of this browser's tabs are at work under a lease: one does not end what another still needs. */
export interface LeasePresence {
  /** This page is at work until the answered function is called. */
  enter(id: LeaseId): () => void
  /** Whether another page is. */
  hasOthers(id: LeaseId): Promise<boolean>
}
