import type { LeaseId } from '../wire/fields.ts'

/** Which of this browser's tabs are at work under a lease: one does not end what another still needs. */
export interface LeasePresence {
  /** This page is at work until the answered function is called. */
  enter(id: LeaseId): () => void
  /** Whether another page is. */
  hasOthers(id: LeaseId): Promise<boolean>
  /**
   * The same as of a moment ago, for what cannot wait: a page that is cancelled may be gone at once. `null` where this
   * page was not at work and did not look.
   */
  sawOthers(id: LeaseId): boolean | null
}
