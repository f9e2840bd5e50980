import type { ErrorCode, ErrorFacts } from '../format/drop-error.ts'
import { dateAndTime } from './dates.ts'
import type { ErrorWords } from './error-words.ts'
import { formatBytes } from './format-bytes.ts'

type AccessCode = Extract<ErrorCode, 'too-many-bytes' | 'uploads-closed' | `ticket-${string}`>

function usedUpTicket({ subject, limit = 0 }: ErrorFacts): ErrorWords {
  const another = 'Ask whoever runs this site for another.'
  if (subject !== 'bytes')
    return { title: 'This ticket is used up', text: `As many drops were sent with it as it allows. ${another}` }
  if (limit <= 0) return { title: 'This ticket is used up', text: `As much was sent with it as it allows. ${another}` }
  return {
    title: 'That is more than the ticket holds',
    text: `It has ${formatBytes(limit)} left. Send less, or ask for another.`,
  }
}

/** The words for who may not send, or not more. */
export const FORMER_ACCESS: Readonly<Record<AccessCode, ErrorWords | ((facts: ErrorFacts) => ErrorWords)>> = {
  'too-many-bytes': ({ at, subject }) => {
    const next = at === undefined ? 'tomorrow' : `after ${dateAndTime(at, 'en')}`
    if (subject === 'received')
      return {
        title: 'Enough received for today',
        text: `One connection may download only so much from this site in a day. Nothing of this link was used up. Try again ${next}.`,
      }
    return {
      title: 'Enough sent for today',
      text: `One connection may send only so much to this site in a day. The rest may follow ${next}; what is stored stays.`,
    }
  },
  'uploads-closed': {
    title: 'This site takes no uploads',
    text: 'Whoever runs it has closed them. Links that were made here work as before.',
  },
  'ticket-needed': {
    title: 'This site asks for a ticket',
    text: 'Only who has an upload ticket may send from here. Ask whoever runs this site for one; to receive, none is needed.',
  },
  'ticket-wrong': ({ subject }) => ({
    title: 'This is no valid ticket',
    text:
      subject === undefined
        ? 'This site does not know it. Check that it is one of this site, or ask for another.'
        : 'It is cut off or mistyped: a ticket is five groups of five letters and digits. Check each of them.',
  }),
  'ticket-ended': ({ at }) => ({
    title: 'This ticket has ended',
    text: `It was good until ${at === undefined ? 'now' : dateAndTime(at, 'en')}. Ask whoever runs this site for another.`,
  }),
  'ticket-used-up': usedUpTicket,
}
