import type { Call } from '../../adapters/http/call.ts'
import { createTicketApi } from '../../adapters/http/drop-api.ts'
import { DropError } from '../../format/drop-error.ts'
import type { SenderApi } from '../../ports/drop-api.ts'
import type { KeptTicket } from '../../ports/kept-ticket.ts'
import { loadOnce } from '../load-once.ts'
import { revoking } from '../network-policy.ts'
import { UploadTicket } from './upload-ticket.ts'

/** What the browser remembers, loaded at its first use as the list of sent drops is. */
function loadKeptTicket(): KeptTicket {
  const load = loadOnce(() =>
    import('../../adapters/indexed-db/kept-ticket.ts').then(
      ({ createKeptTicket }): KeptTicket => createKeptTicket(),
      (cause: unknown) => {
        throw new DropError('save-failed', { subject: 'list', cause })
      },
    ),
  )
  return { read: async () => (await load()).read(), write: async (ticket) => (await load()).write(ticket) }
}

/** The upload ticket of this page. */
export function startUploadTicket(call: Call, api: SenderApi): UploadTicket {
  return new UploadTicket({ api, tickets: createTicketApi(call), kept: loadKeptTicket(), asking: revoking })
}
