import type { LinkOwnerApi, ReceiverApi, SenderApi, TicketApi } from '../../ports/drop-api.ts'
import { beginResponse, completeResponse, ownedDrop, ownedLink, uploadGrantResponse } from '../../wire/drops.ts'
import { downloadGrantResponse, leaseResponse, renewResponse } from '../../wire/links.ts'
import { ticketResponse } from '../../wire/tickets.ts'
import { type Call, nothing } from './call.ts'
import { createConfigApi, createLookApi, linkPath } from './look-api.ts'

function dropPath(id: string, rest = ''): string {
  return `/api/v1/drops/${encodeURIComponent(id)}${rest}`
}

function leasePath(id: string, rest = ''): string {
  return `/api/v1/leases/${encodeURIComponent(id)}${rest}`
}

/** The sender's side of the HTTP API over `call`. */
export function createSenderApi(call: Call): SenderApi {
  return {
    ...createConfigApi(call),
    begin: (body, signal) => call({ method: 'POST', path: '/api/v1/drops', body }, beginResponse, signal),
    grant: (id, token, body, signal) =>
      call({ method: 'POST', path: dropPath(id, '/grants'), token, body }, uploadGrantResponse, signal),
    complete: (id, token, body, signal) =>
      call({ method: 'POST', path: dropPath(id, '/complete'), token, body }, completeResponse, signal),
    show: (id, token, signal) => call({ method: 'GET', path: dropPath(id), token }, ownedDrop, signal),
    revoke: (id, token, signal) =>
      call({ method: 'DELETE', path: dropPath(id), token, keepalive: true }, nothing, signal),
  }
}

/** The sender's side of single links over `call`. */
export function createLinkOwnerApi(call: Call): LinkOwnerApi {
  return {
    add: (id, token, body, signal) =>
      call({ method: 'POST', path: dropPath(id, '/links'), token, body }, ownedLink, signal),
    change: (id, locator, token, body, signal) =>
      call(
        { method: 'PATCH', path: dropPath(id, `/links/${encodeURIComponent(locator)}`), token, body },
        ownedLink,
        signal,
      ),
    revoke: (id, locator, token, signal) =>
      call({ method: 'DELETE', path: dropPath(id, `/links/${encodeURIComponent(locator)}`), token }, nothing, signal),
  }
}

/** The receiver's side of the HTTP API over `call`. */
export function createReceiverApi(call: Call): ReceiverApi {
  return {
    ...createLookApi(call),
    claim: (locator, token, body, signal) =>
      call({ method: 'POST', path: linkPath(locator, '/leases'), token, body }, leaseResponse, signal),
    grant: (id, token, body, signal) =>
      call({ method: 'POST', path: leasePath(id, '/grants'), token, body }, downloadGrantResponse, signal),
    renew: (id, token, signal) => call({ method: 'POST', path: leasePath(id, '/renew'), token }, renewResponse, signal),
    complete: (id, token, signal) =>
      call({ method: 'POST', path: leasePath(id, '/complete'), token, keepalive: true }, nothing, signal),
    release: (id, token) =>
      call({ method: 'DELETE', path: leasePath(id), token, keepalive: true }, nothing, new AbortController().signal),
  }
}

/** What the holder of an upload ticket may ask, over `call`. */
export function createTicketApi(call: Call): TicketApi {
  return {
    show: (token, signal) => call({ method: 'GET', path: '/api/v1/ticket', token }, ticketResponse, signal),
  }
}
