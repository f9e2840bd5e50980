import type { Ticket } from '../format/ticket.ts'
import type { ConfigResponse } from '../wire/config.ts'
import type {
  BeginRequest,
  BeginResponse,
  CompleteRequest,
  CompleteResponse,
  LinkChange,
  NewLink,
  OwnedDrop,
  OwnedLink,
  UploadGrantRequest,
  UploadGrantResponse,
} from '../wire/drops.ts'
import type { DropId, LeaseId, Locator } from '../wire/fields.ts'
import type {
  ClaimRequest,
  DownloadGrantRequest,
  DownloadGrantResponse,
  LeaseResponse,
  LinkResponse,
  OpenResponse,
  RenewResponse,
  ReportRequest,
} from '../wire/links.ts'
import type { TicketResponse } from '../wire/tickets.ts'

/** A bearer token as the wire spells it: 32 bytes, base64url. It never enters a URL, a log or an error. */
export type BearerToken = string

/**
 * The sender's side of the HTTP API. Every method throws the `DropError` the server answered, or `network` where no
 * answer came.
 */
export interface SenderApi {
  config(signal: AbortSignal): Promise<ConfigResponse>
  begin(request: BeginRequest, signal: AbortSignal): Promise<BeginResponse>
  grant(id: DropId, owner: BearerToken, request: UploadGrantRequest, signal: AbortSignal): Promise<UploadGrantResponse>
  complete(id: DropId, owner: BearerToken, request: CompleteRequest, signal: AbortSignal): Promise<CompleteResponse>
  show(id: DropId, owner: BearerToken, signal: AbortSignal): Promise<OwnedDrop>
  revoke(id: DropId, owner: BearerToken, signal: AbortSignal): Promise<void>
}

/** The sender's side of single links of a drop. Errors as for `SenderApi`. */
export interface LinkOwnerApi {
  add(id: DropId, owner: BearerToken, link: NewLink, signal: AbortSignal): Promise<OwnedLink>
  change(id: DropId, locator: Locator, owner: BearerToken, change: LinkChange, signal: AbortSignal): Promise<OwnedLink>
  revoke(id: DropId, locator: Locator, owner: BearerToken, signal: AbortSignal): Promise<void>
}

/** What the holder of an upload ticket may ask. Errors as for `SenderApi`. */
export interface TicketApi {
  show(ticket: Ticket, signal: AbortSignal): Promise<TicketResponse>
}

/** What the holder of a lease may ask. Errors as for `SenderApi`. */
export interface LeaseApi {
  grant(
    id: LeaseId,
    lease: BearerToken,
    request: DownloadGrantRequest,
    signal: AbortSignal,
  ): Promise<DownloadGrantResponse>
  /** Has it live on without being granted anything. */
  renew(id: LeaseId, lease: BearerToken, signal: AbortSignal): Promise<RenewResponse>
  /** All of it arrived. It must reach the server even while the page is being closed. */
  complete(id: LeaseId, lease: BearerToken, signal: AbortSignal): Promise<void>
  /** Gives the lease up. It must reach the server even while the page is being closed. */
  release(id: LeaseId, lease: BearerToken): Promise<void>
}

/** The receiver's side of the HTTP API. Errors as for `SenderApi`. */
export interface ReceiverApi extends LeaseApi {
  look(locator: Locator, signal: AbortSignal): Promise<LinkResponse>
  open(locator: Locator, access: BearerToken, signal: AbortSignal): Promise<OpenResponse>
  claim(locator: Locator, access: BearerToken, request: ClaimRequest, signal: AbortSignal): Promise<LeaseResponse>
  /** Tells the operator about a link. */
  report(locator: Locator, report: ReportRequest, signal: AbortSignal): Promise<void>
}
