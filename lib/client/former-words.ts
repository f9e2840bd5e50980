import type { ErrorCode, ErrorFacts } from '../format/drop-error.ts'
import { dateAndTime } from './dates.ts'
import type { ErrorWords } from './error-words.ts'
import { formatBytes } from './format-bytes.ts'
import { FORMER_ACCESS } from './former-access-words.ts'

type Entry = ErrorWords | ((facts: ErrorFacts) => ErrorWords)

function malformed({ subject }: ErrorFacts): ErrorWords {
  const title = 'This link is cut off or mistyped'
  if (subject === 'fragment')
    return {
      title,
      text: 'The part after # is missing, and without it nothing can be opened. Copy the whole link again.',
    }
  return {
    title,
    text: 'Copy the whole link again, including everything after #. If you typed words, check each of them.',
  }
}

function unsupported({ subject }: ErrorFacts): ErrorWords {
  const title = 'This browser cannot do it'
  if (subject === 'secure context')
    return {
      title,
      text: 'Over a plain http address browsers offer no encryption. Open the page by its https address.',
    }
  if (subject === 'large download')
    return {
      title,
      text: 'In this window the browser can only save what fits in its memory. Take the files one by one, or open the link in a current browser, in a window that is not private.',
    }
  if (subject === 'memory')
    return {
      title: 'This device is short of memory',
      text: 'Checking a password takes 64 MB of it. Close other tabs and try again, or use another device.',
    }
  return { title, text: 'Something that is needed to encrypt or to save is missing here. Use a current browser.' }
}

function unsaved({ subject }: ErrorFacts): ErrorWords {
  if (subject === 'list')
    return {
      title: 'This browser keeps no list',
      text: 'It stores nothing for this site, as in some private windows. If Snowdrop is open in another tab, reload both.',
    }
  if (subject === 'room')
    return {
      title: 'There is no room to save it',
      text: 'In this window it needs twice its size on the disk until it is saved. Make room, take the files one by one, or use another browser.',
    }
  return {
    title: 'The file could not be saved',
    text: 'The browser or the disk stopped taking it. Delete what is there of it, as it is not whole; check that there is room on the disk, then try again.',
  }
}

/** What a sender may have to write otherwise, by the subject of `bad-request`. */
const UNUSABLE: Readonly<Record<string, ErrorWords>> = {
  password: { title: 'This cannot be a password', text: 'Write at least one character, or send without a password.' },
  hint: { title: 'This cannot be a hint', text: 'Write one line of up to 200 letters or so, or leave it empty.' },
  expiresIn: { title: 'It cannot live that long', text: 'This site keeps no drop for longer. Choose a shorter time.' },
  maxDownloads: {
    title: 'That is too few or too many downloads',
    text: 'Choose at least as many as were made or are running, and no more than this site allows.',
  },
  note: { title: 'The note is empty', text: 'Write something first.' },
  address: {
    title: 'This is no web address',
    text: 'Write the whole address, beginning with https:// or http://.',
  },
}

const WORDS: Readonly<Record<ErrorCode, Entry>> = {
  'link-malformed': malformed,
  'link-version': {
    title: 'This link needs a newer page',
    text: 'It was made by a newer version than this page knows. Reload the page and open the link again.',
  },
  'password-wrong': ({ subject }) => ({
    title: `That password does not open this ${subject === 'export' ? 'file' : 'link'}`,
    text: 'Check it and try again.',
  }),
  'browser-unsupported': unsupported,
  'not-found': {
    title: 'Nothing found under this link',
    text: 'The link may be mistyped, or it ended more than a week ago and was forgotten since. Ask the sender for a new one.',
  },
  expired: ({ at }) => ({
    title: 'This link has expired',
    text: `${at === undefined ? 'Its time is over' : `Its time was over on ${dateAndTime(at, 'en')}`}, and the files were deleted. Ask the sender for a new link.`,
  }),
  'used-up': {
    title: 'This drop has been used up',
    text: 'All the downloads that the sender allowed were made, and the files were deleted. Ask the sender for a new link.',
  },
  revoked: {
    title: 'The sender ended this link',
    text: 'It opens nothing any more. Ask the sender if you still need what it led to.',
  },
  removed: {
    title: 'This drop was removed',
    text: 'Whoever runs this site took it down. Ask them if you think that it was a mistake.',
  },
  quarantined: {
    title: 'This drop is held back for now',
    text: 'Whoever runs this site is looking at a complaint about it. Nothing of it can be opened meanwhile, and nothing of it is used up. Try again later.',
  },
  lost: {
    title: 'The files behind this link were lost',
    text: 'Storage no longer has them, through no act of the sender. Ask for them to be sent again.',
  },
  held: ({ at }) => ({
    title: 'Being downloaded right now',
    text: `Every download that is left is running somewhere else. ${at === undefined ? 'One' : `At ${dateAndTime(at, 'en')} one`} may come free, if that download does not finish. Try again then.`,
  }),
  frozen: {
    title: 'This link is frozen',
    text: 'Too many wrong passwords were tried. Ask the sender to open it again.',
  },
  'lease-ended': {
    title: 'This download has ended',
    text: 'It was completed or cancelled, or it rested for more than 30 minutes. Start it again; it needs a free download.',
  },
  'upload-ended': {
    title: 'This upload has ended',
    text: 'It was cancelled, or it rested for more than a day. Nothing was shared. Send the files again.',
  },
  'upload-incomplete': {
    title: 'Not everything was stored',
    text: 'Storage does not hold all that was sent. No link was made. Try again.',
  },
  'grant-ended': {
    title: 'The permission to use storage ran out',
    text: 'Check that the clock of this device is right, then try again.',
  },
  'header-invalid': {
    title: 'This drop cannot be read',
    text: 'What is stored is no drop that this page understands. Reload the page and try again.',
  },
  'manifest-invalid': {
    title: 'This drop breaks the rules',
    text: 'Its list of files is not one that an honest sender makes. Nothing was saved. Do not trust it.',
  },
  'path-invalid': {
    title: 'This drop has a dangerous file name',
    text: 'A name in it could deceive you or overwrite other files. Nothing was saved. Do not trust it.',
  },
  'payload-tampered': {
    title: 'What is stored is not what was sent',
    text: 'Its seal is broken, so bytes were changed or swapped on the way or in storage. Nothing of it may be used. Ask for the files to be sent again.',
  },
  'payload-truncated': {
    title: 'The end is missing',
    text: 'The stored files stop before their end, so nothing of them may be used. Try again, or ask the sender.',
  },
  'payload-too-long': {
    title: 'There is more than was sent',
    text: 'Bytes were added to what the sender stored. Nothing of it may be used. Do not trust it.',
  },
  'key-mismatch': {
    title: 'The key does not fit',
    text: 'This link’s key does not open what is stored. Check the link, or ask the sender for a new one.',
  },
  blocked: {
    title: 'This may not be shared here',
    text: 'Whoever runs this site took down just these bytes before. They were deleted, and no link was made.',
  },
  'too-large': ({ limit }) => ({
    title: 'That is too large',
    text: `${limit === undefined ? 'It is more than this site takes' : `This site takes up to ${formatBytes(limit)} in one drop`}. Send less, or in several drops.`,
  }),
  'too-many-files': ({ limit }) => ({
    title: 'Those are too many files',
    text: `One drop holds up to ${(limit ?? 10_000).toLocaleString('en')} files. Pack them into one archive first, or send several drops.`,
  }),
  'too-many-links': ({ limit }) => ({
    title: 'Those are too many links',
    text: `${limit === undefined ? 'One drop has only so many links' : `One drop has up to ${limit.toLocaleString('en')} links`} at a time. End one that is no longer needed first.`,
  }),
  'too-many-requests': ({ at, subject }) => {
    const again = at === undefined ? 'Wait a moment, then try again.' : `Try again after ${dateAndTime(at, 'en')}.`
    if (subject === 'reports')
      return {
        title: 'It has been reported often already',
        text: 'Whoever runs this site has those reports and needs no more of them.',
      }
    if (subject !== 'requests') return { title: 'Too many tries', text: again }
    return { title: 'Too much at once', text: `This site answers one connection only so often in a minute. ${again}` }
  },
  ...FORMER_ACCESS,
  'storage-full': {
    title: 'Storage is full',
    text: 'This site has no room for it right now. Try again later, or tell whoever runs it.',
  },
  'bad-request': ({ subject }) =>
    UNUSABLE[subject ?? ''] ?? {
      title: 'The server did not understand this page',
      text: 'The page may be older than the server. Reload it and try again.',
    },
  'file-unreadable': {
    title: 'A file changed or cannot be read',
    text: 'It was changed, moved or deleted after you chose it. Nothing was shared. Choose the files again.',
  },
  'file-changed': {
    title: 'These are not the same files',
    text: 'To go on, choose the files you began with, unchanged. What is stored already stays as it is.',
  },
  'export-invalid': {
    title: 'This is no list of sent drops',
    text: 'The file is damaged or was not exported by Snowdrop. Nothing was changed.',
  },
  'save-failed': unsaved,
  network: {
    title: 'No connection',
    text: 'The server cannot be reached. Check the network; nothing that arrived is lost.',
  },
  unavailable: {
    title: 'The server is not well right now',
    text: 'It or its storage does not answer as it should. Nothing that arrived is lost. Try again in a while.',
  },
  cancelled: { title: 'Cancelled', text: 'You stopped it. Nothing was left behind.' },
  internal: {
    title: 'Something went wrong here',
    text: 'This is our fault, not yours. Try again; if it stays, tell whoever runs this site.',
  },
}

/** For pages that still speak only English. */
export function formerWords(code: ErrorCode, facts: ErrorFacts): ErrorWords {
  const entry = WORDS[code]
  return typeof entry === 'function' ? entry(facts) : entry
}
