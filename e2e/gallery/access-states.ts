import type { Instance } from '../../app/send/instance.ts'
import type { TicketState } from '../../lib/client/send/upload-ticket.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { tuesday } from './drops.ts'

interface Access {
  readonly uploads: Instance['uploads']
  readonly ticket: TicketState
}

const left = {
  label: 'Site visits, Ada',
  drops: 10,
  dropsLeft: 7,
  bytes: 20_000_000_000,
  bytesLeft: 1_200_000_000,
  expiresAt: tuesday,
}

function none(error: DropError | null = null): Access {
  return { uploads: 'ticket', ticket: { step: 'none', error } }
}

function held(isKept: boolean): Access {
  return { uploads: 'ticket', ticket: { step: 'held', left, isKept } }
}

/** Everybody may send. */
export const openToAll: Access = { uploads: 'open', ticket: { step: 'none', error: null } }

/** Who may send, in the states of the send page where that is not everybody. */
export const accessStates: Readonly<Record<string, Access>> = {
  'takes no uploads': { uploads: 'closed', ticket: { step: 'none', error: null } },
  'takes no uploads, cut off': { uploads: 'closed', ticket: { step: 'none', error: null } },
  'ticket asked': none(),
  'ticket asked about': { uploads: 'ticket', ticket: { step: 'checking' } },
  'ticket mistyped': none(new DropError('ticket-wrong', { subject: 'checksum' })),
  'ticket in use': held(true),
  'ticket in use, not kept': held(false),
  'ticket in use, some files': held(true),
  'ticket too small': held(true),
  'ticket wanted': none(),
  'ticket wanted, another': none(new DropError('ticket-ended', { at: tuesday })),
  'ticket wanted for a note': none(new DropError('ticket-used-up', { subject: 'drops', limit: 0 })),
}
