import type { ReadyDrop } from '../../lib/client/send/ready-drop.ts'
import type { ReadyLink } from '../../lib/client/send/send-state.ts'
import { countDownloads, countFiles } from '../../lib/client/words/amounts.ts'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { parseCode } from '../../lib/format/code.ts'
import type { DropId } from '../../lib/wire/fields.ts'
import { lineWords, type Terminal } from '../terminal.ts'
import type { ChosenPassword } from './choose-password.ts'

/** How links are shown. */
export interface PrintOptions {
  readonly json: boolean
  readonly words: boolean
  readonly qr: boolean
  readonly copy: boolean
}

type Ready = Extract<ReadyDrop['state'], { phase: 'ready' }>

/** Only who asks for words loads the 7,776 of them. */
async function wordsOf({ url }: ReadyLink): Promise<string> {
  const { formatWords } = await import('../../lib/format/words.ts')
  return formatWords(await parseCode(url.slice(url.indexOf('#') + 1)))
}

async function factsOf(link: ReadyLink) {
  return {
    link: link.url,
    words: await wordsOf(link),
    label: link.label,
    expiresAt: new Date(link.expiresAt).toISOString(),
    downloads: link.maxDownloads,
  }
}

async function printJson(terminal: Terminal, id: DropId, ready: Ready, chosen: ChosenPassword) {
  const links = await Promise.all(ready.links.map(factsOf))
  const { kind, files, totalBytes, isKept } = ready
  const facts = {
    ...links[0],
    ...(chosen.isGenerated && { password: chosen.password }),
    ...{ id, kind, size: totalBytes, isKept },
    files: files.map(({ path, size }) => ({ path, size })),
    links,
  }
  await terminal.print(`${JSON.stringify(facts)}\n`)
}

async function printLink(terminal: Terminal, link: ReadyLink, { words, qr, copy }: PrintOptions): Promise<void> {
  if (link.label !== null) terminal.say(`${lineWords(link.label)}:`)
  if (qr) {
    const { renderUnicodeCompact } = await import('uqr')
    terminal.show(`${renderUnicodeCompact(link.url)}\n`)
  }
  if (copy && !terminal.isWatched) terminal.say('The link was not copied: there is no terminal that could take it.')
  if (copy && terminal.isWatched) {
    // OSC 52, which a terminal takes for its clipboard, through ssh too (XTerm Control Sequences, "Manipulate Selection
    // Data").
    terminal.show(`\u001b]52;c;${Buffer.from(link.url).toString('base64')}\u0007`)
    terminal.say('The link was handed to the terminal for its clipboard.')
  }
  if (words) await terminal.print(`${await wordsOf(link)}\n`)
  await terminal.print(`${link.url}\n`)
}

async function sayWhat(terminal: Terminal, { kind, files, totalBytes, isKept, links }: Ready): Promise<void> {
  const [first] = links
  if (first === undefined) return
  const { ENGLISH } = await import('../../lib/client/words/english.ts')
  const what = kind === 'files' ? countFiles(files.length, ENGLISH) : `A ${kind}`
  const until = new Date(first.expiresAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
  terminal.say(
    `${what}, ${englishBytes(totalBytes)}, until ${until}, for ${countDownloads(first.maxDownloads, ENGLISH)}${links.length > 1 ? ' of each link' : ''}.`,
  )
  if (!isKept) terminal.say('This account keeps no list of it: without that it cannot be deleted before its time.')
}

/**
 * Prints the links of a drop that is ready, the link itself last. Errors: why not all links that were asked for are
 * there, those of the stream.
 */
export async function printLinks(
  terminal: Terminal,
  drop: ReadyDrop,
  chosen: ChosenPassword,
  options: PrintOptions,
): Promise<void> {
  const { id, state: ready } = drop
  if (ready.phase !== 'ready') throw new Error('the drop was deleted')
  if (options.json) await printJson(terminal, id, ready, chosen)
  else {
    await sayWhat(terminal, ready)
    if (chosen.isGenerated) terminal.show(`Password: ${chosen.password ?? ''}\n`)
    for (const link of ready.links) await printLink(terminal, link, options)
  }
  if (ready.refusal !== undefined) throw ready.refusal
}
