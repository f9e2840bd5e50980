import { ENGLISH } from '../lib/client/words/english.ts'
import { type ErrorWords, errorWords } from '../lib/client/words/error-words.ts'
import { DropError } from '../lib/format/drop-error.ts'
import { FileTrouble } from './file-trouble.ts'
import { WordTrouble } from './receive/word-trouble.ts'
import { SiteTrouble, systemCode } from './site-trouble.ts'

const UNSAVED: Readonly<Record<string, ErrorWords>> = {
  exists: {
    title: 'It is there already',
    text: 'Nothing was overwritten. Say --force to replace it, or -o to save elsewhere.',
  },
  full: { title: 'The disk is full', text: 'Make room, then run the same command again: it goes on where it stopped.' },
  place: {
    title: 'It cannot be saved there',
    text: 'A file or a symbolic link stands where a folder has to be, and links are not followed. Say -o to save elsewhere.',
  },
  folder: { title: 'That folder cannot be made', text: 'Check its name, and your rights there.' },
  list: {
    title: 'The folder of Snowdrop cannot be written',
    text: 'Set SNOWDROP_HOME to a folder of yours, on a disk with room.',
  },
  swapped: {
    title: 'Another program put its own file there',
    text: 'Nothing got its name. Run one command at a time in that folder, or say -o to save elsewhere.',
  },
  output: {
    title: 'Nobody reads the output any more',
    text: 'The program behind the pipe ended. What it got is not whole.',
  },
}

/** What only a terminal meets, by code and subject. */
const ELSEWHERE: Readonly<Record<string, ErrorWords>> = {
  'file-unreadable list': { title: 'That file cannot be read', text: 'Check its name, and your rights there.' },
  'network gave up': { title: 'No connection', text: 'Run the same command again to go on where it stopped.' },
  'unavailable instance': {
    title: 'Database or storage do not answer',
    text: 'Run `npm run doctor`, with the same settings.',
  },
  'not-found drop': {
    title: 'There is no such drop',
    text: 'Name it by its id, or by a link of it. A week after its end a drop is forgotten.',
  },
  'bad-request two drops': {
    title: 'That names two drops',
    text: 'It is the id of one and the locator of another. Put id: or locator: before it.',
  },
  'not-found bytes': { title: 'Its bytes are not there', text: 'Only what is stored can be blocked.' },
  'not-found block': { title: 'There is no such block', text: '`snowdrop admin blocks` lists them.' },
  'not-found ticket': { title: 'There is no such ticket', text: '`snowdrop admin ticket list` has their numbers.' },
  'not-found key': { title: 'It no longer opens anything', text: 'The link has ended, and its key was erased.' },
  'not-found code': {
    title: 'There is no code',
    text: 'The reporter did not disclose it, or it was erased since: with the end of its link, or when the report was closed.',
  },
  'ticket-needed ': {
    title: 'This site asks for a ticket',
    text: 'Add --ticket, or set SNOWDROP_TICKET. Whoever runs the site gives out tickets.',
  },
}

/** What a sender reads of one file: the terminal may show its name, unlike what goes anywhere else. */
function troubleWords({ code, cause }: DropError): ErrorWords | null {
  if (!(cause instanceof FileTrouble)) return null
  return code === 'file-changed'
    ? {
        title: 'A file changed while it was being sent',
        text: `Nothing was shared. Send it again once it rests: ${cause.path}`,
      }
    : { title: 'A file cannot be read', text: `Nothing was shared. Check your rights to it: ${cause.path}` }
}

/** Why something could not be saved, with its place where that is known. */
function unsavedWords({ facts, cause }: DropError): ErrorWords {
  const disk = { title: 'It could not be saved', text: 'The disk refused it. Check the place and your rights there.' }
  const { title, text } = UNSAVED[facts.subject ?? ''] ?? disk
  return { title: cause instanceof FileTrouble ? `${title}: ${cause.path}` : title, text }
}

/** What is wrong with a site, which is named. */
function siteWords({ code, cause }: DropError): ErrorWords | null {
  if (!(cause instanceof SiteTrouble)) return null
  if (code !== 'network')
    return {
      title: 'What answers there is no Snowdrop site',
      text: `Check the address, and its path where it has one: ${cause.base}`,
    }
  const why = systemCode(cause)
  return {
    title: errorWords(new DropError('network'), ENGLISH).title,
    text: `${cause.base} cannot be reached${why === null ? '' : ` (${why})`}. Check the address, and your connection.`,
  }
}

/** What stands still, in a few words. */
export const stuckTitle = (error: DropError): string => (siteWords(error) ?? errorWords(error, ENGLISH)).title

/** The words for a failure where there is no page: those of the page, where they fit. */
export function failureWords(error: DropError): ErrorWords {
  const { code, facts } = error
  if (code === 'save-failed') return unsavedWords(error)
  if (code === 'too-many-requests' && facts.at !== undefined) {
    const seconds = Math.max(1, Math.ceil((facts.at - Date.now()) / 1000))
    return { title: 'Too many tries', text: `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.` }
  }
  if (error.cause instanceof WordTrouble) return { title: stuckTitle(error), text: error.cause.message }
  if (facts.subject === 'sent') return { title: 'It is over', text: 'What has ended cannot be changed any more.' }
  return (
    ELSEWHERE[`${code} ${facts.subject ?? ''}`] ?? troubleWords(error) ?? siteWords(error) ?? errorWords(error, ENGLISH)
  )
}
