import { nameInSite } from '../../wire/base-path.ts'

/** What this browser keeps of what it sent, and is sending. */
export const SENDER_DATABASE_NAME = nameInSite('snowdrop-sender')
/** What this browser keeps of the downloads that it has claimed. */
export const LEASE_DATABASE_NAME = nameInSite('snowdrop-leases')
