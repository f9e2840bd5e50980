import type * as z from 'zod/mini'
import type { ErrorCode } from '../../lib/format/drop-error.ts'
import { configResponse } from '../../lib/wire/config.ts'
import {
  beginRequest,
  beginResponse,
  completeRequest,
  completeResponse,
  linkChange,
  newLink,
  ownedDrop,
  ownedLink,
  uploadGrantRequest,
  uploadGrantResponse,
} from '../../lib/wire/drops.ts'
import {
  claimRequest,
  downloadGrantRequest,
  downloadGrantResponse,
  leaseResponse,
  linkResponse,
  openResponse,
  renewResponse,
  reportRequest,
} from '../../lib/wire/links.ts'
import { ticketResponse } from '../../lib/wire/tickets.ts'

/** One call of the API, as `docs/api.md` tells it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Under `/api/v1`. */
  readonly path: string
  /** Whose bearer token it wants. */
  readonly token: 'owner' | 'access' | 'lease' | 'ticket' | null
  readonly words: string
  readonly request: z.core.$ZodType | null
  /** `null` is an empty answer, 204. */
  readonly response: z.core.$ZodType | null
  /**
   * Beside `bad-request`, `too-large` for an oversized body, `unavailable` and `internal`, which every call may answer.
   */
  readonly errors: readonly ErrorCode[]
}

const ended: readonly ErrorCode[] = ['expired', 'used-up', 'revoked', 'removed', 'lost', 'quarantined']
const guessed: readonly ErrorCode[] = ['not-found', 'too-many-requests', 'frozen', ...ended]

/** Every call, in the order of its use. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/config',
    token: null,
    words: 'What this instance allows.',
    request: null,
    response: configResponse,
    errors: [],
  },
  {
    method: 'POST',
    path: '/drops',
    token: null,
    words:
      'Begins a drop under an id and an owner token that the client chose. Chunks are of 256 KiB, and parts of 16 MiB at the least and no larger than the largest drop needs for 10,000 of them. Sent again with the same id, owner and header, it answers the same but for grants, and needs no ticket. `parts` asks for the first grants along with it (see below); `granted` is left out where they cannot be had, or where the drop was begun before. With a ticket it takes one drop of it; an upload that ends before it is complete gives all back that it took.',
    request: beginRequest,
    response: beginResponse,
    errors: [
      'header-invalid',
      'too-large',
      'not-found',
      'upload-ended',
      'storage-full',
      'uploads-closed',
      'ticket-needed',
      'ticket-wrong',
      'ticket-ended',
      'ticket-used-up',
    ],
  },
  {
    method: 'GET',
    path: '/ticket',
    token: 'ticket',
    words: 'What is left of an upload ticket. It answers for a ticket that is used up, too.',
    request: null,
    response: ticketResponse,
    errors: ['ticket-wrong', 'ticket-ended'],
  },
  {
    method: 'POST',
    path: '/drops/:id/grants',
    token: 'owner',
    words:
      'Presigned PUTs for parts and their exact lengths, good for five minutes. A part put again replaces the former. Every grant renews the upload, which ends after 24 idle hours; once it is as old as a drop may get, the next request ends it instead. Storage is held for all parts up to the last one granted, and taken of the drop’s ticket; so a part may be at most 32 behind the last one that was granted before, and `bad-request` says in `limit` which is the last that may be asked for now. `storage-full` holds nothing more, and may pass.',
    request: uploadGrantRequest,
    response: uploadGrantResponse,
    errors: [
      'not-found',
      'upload-ended',
      'too-large',
      'storage-full',
      'too-many-bytes',
      'ticket-used-up',
      'ticket-ended',
    ],
  },
  {
    method: 'POST',
    path: '/drops/:id/complete',
    token: 'owner',
    words:
      'Makes the drop live with its first link, once storage has confirmed exactly the parts that `sealedLength` implies. Sent again, it answers the same. `check` reads the first stored chunk back, so that a client can prove to itself that ciphertext was stored.',
    request: completeRequest,
    response: completeResponse,
    errors: ['not-found', 'upload-ended', 'upload-incomplete', 'too-large', 'storage-full', 'blocked', 'ticket-ended'],
  },
  {
    method: 'GET',
    path: '/drops/:id',
    token: 'owner',
    words:
      'All that its owner may know. Ended drops are told of for a week; `stored` turns false once storage confirmed that the bytes are gone.',
    request: null,
    response: ownedDrop,
    errors: ['not-found'],
  },
  {
    method: 'DELETE',
    path: '/drops/:id',
    token: 'owner',
    words: 'Ends the drop with all its links and running downloads, or the upload. Sent again, it answers the same.',
    request: null,
    response: null,
    errors: ['not-found'],
  },
  {
    method: 'POST',
    path: '/drops/:id/links',
    token: 'owner',
    words:
      'Another link to a live drop, unless as many as the instance allows live already, or it has had 200 more than that. Sent again, it answers the same.',
    request: newLink,
    response: ownedLink,
    errors: ['not-found', 'upload-ended', 'too-many-links'],
  },
  {
    method: 'PATCH',
    path: '/drops/:id/links/:locator',
    token: 'owner',
    words:
      'Changes expiry (counted from now; not beyond the longest life of a drop, see `limit`) or limit (not below what is counted or running; down to what was counted ends the link), or lets tries begin anew.',
    request: linkChange,
    response: ownedLink,
    errors: ['not-found', ...ended],
  },
  {
    method: 'DELETE',
    path: '/drops/:id/links/:locator',
    token: 'owner',
    words: 'Ends one link with its running downloads; with the last link its drop. Sent again, it answers the same.',
    request: null,
    response: null,
    errors: ['not-found'],
  },
  {
    method: 'GET',
    path: '/links/:locator',
    token: null,
    words:
      'What anybody with the link may see. Free: it counts nothing and writes nothing. For a week it says why a link ended. While the operator holds the drop back it is `quarantined`.',
    request: null,
    response: linkResponse,
    errors: ['not-found', 'quarantined'],
  },
  {
    method: 'POST',
    path: '/links/:locator/open',
    token: 'access',
    words:
      'What the key schedule needs to read the manifest. Uses no download up. Wrong tokens are counted: ten are free, then each next try has to wait (`at`), and a hundred freeze the link.',
    request: null,
    response: openResponse,
    errors: guessed,
  },
  {
    method: 'POST',
    path: '/links/:locator/leases',
    token: 'access',
    words:
      'Claims a download under an id and a lease token that the client chose, with its first window already granted. It counts whole with its client. Sent again with both, it finds the same lease; for five minutes with the same window until the same time, then as a grant of it.',
    request: claimRequest,
    response: leaseResponse,
    errors: [...guessed, 'held', 'lease-ended', 'too-many-bytes'],
  },
  {
    method: 'POST',
    path: '/leases/:id/grants',
    token: 'lease',
    words:
      'One presigned ranged GET over the window of parts that begins at `firstPart`, good for five minutes; its headers have to be sent as they stand. Parts that are granted again count again with their client. Renews the lease, which lapses after 30 idle minutes.',
    request: downloadGrantRequest,
    response: downloadGrantResponse,
    errors: ['not-found', 'lease-ended', ...ended, 'too-many-bytes'],
  },
  {
    method: 'POST',
    path: '/leases/:id/renew',
    token: 'lease',
    words: 'Renews the lease and grants nothing: for a client that is still at what it was granted.',
    request: null,
    response: renewResponse,
    errors: ['not-found', 'lease-ended', ...ended],
  },
  {
    method: 'POST',
    path: '/leases/:id/complete',
    token: 'lease',
    words: 'All arrived: the download counts. Sent again, it answers the same.',
    request: null,
    response: null,
    errors: ['not-found'],
  },
  {
    method: 'DELETE',
    path: '/leases/:id',
    token: 'lease',
    words:
      'Gives up. The download is given back where less than half of the parts were granted to it and to those that the link gave back before, all together, and at most three times for a link; else it counts. Sent again, it answers the same.',
    request: null,
    response: null,
    errors: ['not-found'],
  },
  {
    method: 'POST',
    path: '/links/:locator/report',
    token: null,
    words:
      'A report of abuse to the operator, about a link that lives or has ended. The operator sees the contents only where the reporter discloses the code, which has to be that of this link. Uses no download up. Of a drop twenty may be open at a time; further ones are `too-many-requests`.',
    request: reportRequest,
    response: null,
    errors: ['not-found', 'too-many-requests'],
  },
]
