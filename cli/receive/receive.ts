import { createHash } from 'node:crypto'
import { downloadPatience } from '../../lib/client/network-policy.ts'
import { explainFailure } from '../../lib/client/receive/explain-failure.ts'
import { HeldDownload } from '../../lib/client/receive/held-download.ts'
import { isLeaseOver } from '../../lib/client/receive/lease-over.ts'
import type { FilesManifest, FoundLink, OpenedLink } from '../../lib/client/receive/open-link.ts'
import { readWritten } from '../../lib/client/receive/read-written.ts'
import { isSameSelection, planSelection, type SelectionPlan } from '../../lib/client/receive/selection.ts'
import { type ErrorCode, isDropError } from '../../lib/format/drop-error.ts'
import { plainJson } from '../plain-json.ts'
import { plainWords, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { withPatience } from '../with-patience.ts'
import type { Connection } from './connect.ts'
import type { Download } from './download.ts'
import { type Journal, readJournal } from './journal.ts'
import { findLeft, nameLeft } from './name-left.ts'
import { findPlaces, makeFolder, type Places } from './places.ts'
import { type SavedEntry, saveFiles } from './save-files.ts'
import { saveToOutput, saveZip } from './save-stream.ts'
import { sayListed, saySaved } from './say-files.ts'
import { takeTurn } from './turn.ts'
import { type PasswordSource, unlock } from './unlock.ts'

/** What a person asked for. */
export interface ReceiveRequest {
  readonly text: string
  /** The link that is behind it, once the site has answered. */
  readonly found: Promise<FoundLink>
  readonly password: PasswordSource
  /** `-` for standard output, `null` for here. */
  readonly out: string | null
  /** Paths of files, or of folders in the drop; none for everything. */
  readonly files: readonly string[]
  readonly list: boolean
  readonly zip: boolean
  readonly force: boolean
  readonly json: boolean
  readonly giveBack: boolean
}

/** How long the server is told of a finished download, in ms. */
const COMPLETE_FOR = 20_000

/** How long a command that is stopped asks for its download to be held, in ms. */
const HOLD_WITHIN = 2000

/** What a later try may mend: what was verified is worth keeping then. */
const MENDABLE: readonly ErrorCode[] = [
  'cancelled',
  'network',
  'unavailable',
  'grant-ended',
  'save-failed',
  'lease-ended',
  'held',
  'too-many-bytes',
]
const mayGoOn = (error: unknown): boolean => isDropError(error) && MENDABLE.includes(error.code)

const clock = (at: number) => new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(at)

function select(manifest: FilesManifest, wanted: readonly string[]): 'all' | number[] {
  if (wanted.length === 0) return 'all'
  const fits = (path: string, name: string) => path === name || path.startsWith(`${name}/`)
  const names = wanted.map((name) => name.normalize('NFC').replace(/\/$/, ''))
  for (const name of names)
    if (!manifest.files.some(({ path }) => fits(path, name)))
      throw new UsageError(`The drop has no ${plainWords(name)}. --list shows what it has.`)
  return manifest.files.flatMap(({ path }, index) => (names.some((name) => fits(path, name)) ? [index] : []))
}

/** Whether what an earlier try has left is of the same files, in the same places. */
function isOf(found: Journal, plan: SelectionPlan, places: Places): boolean {
  const { length } = plan.places
  return (
    isSameSelection(found.selection, plan.selection) &&
    found.files <= length &&
    found.bytes <= (plan.places[found.files]?.size ?? 0) &&
    (found.naming?.length ?? length) === length &&
    found.targets.join('\n') === places.targets.join('\n') &&
    found.root === places.root
  )
}

/** One link that is being received, and the lease of an earlier try. */
class Receive {
  readonly #connection: Connection
  readonly #terminal: Terminal
  readonly #request: ReceiveRequest
  readonly #link: OpenedLink
  readonly #held: HeldDownload

  constructor(connection: Connection, terminal: Terminal, request: ReceiveRequest, link: OpenedLink) {
    this.#connection = connection
    this.#terminal = terminal
    this.#request = request
    this.#link = link
    this.#held = new HeldDownload(connection, link)
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#restore(signal)
    try {
      const { manifest } = this.#link
      if (manifest.kind === 'files') await this.#files({ ...this.#link, manifest }, signal)
      else await this.#text(signal)
    } catch (error) {
      await this.#letGo(error)
      if (!isDropError(error)) throw error
      throw await explainFailure(this.#connection.api, this.#link.locator, error, signal)
    }
  }

  async #restore(signal: AbortSignal): Promise<void> {
    const before = await this.#connection.leases.change(this.#link.locator, (kept) => kept)
    await this.#held.restore(signal)
    if (before === null || this.#held.lease !== null) return
    // Where all is verified and only names are missing, none is used.
    const earlier = await readJournal(this.#connection.folder, this.#link.locator)
    if ((await findLeft(earlier)) !== null) return
    const { placesLeft } = this.#link.live
    this.#terminal.say(
      `The earlier download of this link has lapsed. Going on uses another one of the ${placesLeft} left.`,
    )
  }

  #complete(signal: AbortSignal): Promise<void> {
    return this.#held.complete({ ...downloadPatience, giveUpAfter: COMPLETE_FOR }, signal)
  }

  async #text(signal: AbortSignal): Promise<void> {
    const { manifest, geometry } = this.#link
    const { out, zip, files, json } = this.#request
    if ((out !== null && out !== '-') || zip || files.length > 0)
      throw new UsageError(`This is a ${manifest.kind}, which is printed. Leave -o, --zip and --file out.`)
    const { api, fetchRange, now } = this.#connection
    const reading = { link: this.#link, plan: planSelection(manifest, geometry, 'all'), held: this.#held }
    const written = await withPatience(this.#terminal, signal, (patience, both) =>
      readWritten({ api, fetchRange, patience, now }, reading, both),
    )
    void this.#held.take([0])
    await this.#complete(signal)
    const text = written.kind === 'note' ? written.text : written.address
    const sha256 = createHash('sha256').update(text).digest('hex')
    if (json)
      return this.#terminal.print(
        `${plainJson({ kind: written.kind, text, size: Buffer.byteLength(text), sha256, files: [] })}\n`,
      )
    const isShown = this.#terminal.isOutputTerminal
    const ending = written.kind === 'redirect' || (isShown && !text.endsWith('\n')) ? '\n' : ''
    await this.#terminal.print(`${isShown ? plainWords(text) : text}${ending}`)
  }

  async #files(link: Download['link'], signal: AbortSignal): Promise<void> {
    const { manifest, geometry } = link
    const { files } = this.#request
    const plan = planSelection(manifest, geometry, select(manifest, files))
    const download = { connection: this.#connection, terminal: this.#terminal, link, held: this.#held }
    const saved = await this.#save(download, plan, signal)
    // For good before anybody hears of it: the next try has to know.
    await this.#held.take(plan.places.map(({ index }) => index))
    const { lease } = this.#held
    if (plan.selection === 'all' || lease?.taken.length === manifest.files.length) await this.#complete(signal)
    else if (lease !== null)
      this.#terminal.say(`The other files can be taken within this download until ${clock(lease.lapsesAt)}.`)
    await saySaved(this.#terminal, this.#request, saved)
  }

  async #save(download: Download, plan: SelectionPlan, signal: AbortSignal): Promise<SavedEntry[]> {
    const { out, zip, force, json: wantsHash } = this.#request
    if (zip && plan.places.length === 1) this.#terminal.say('One file is saved as itself, and in no zip.')
    if (out === '-') {
      if (plan.places.length > 1 && !zip)
        throw new UsageError('Several files do not fit into one output: add --zip, or choose one with --file.')
      return saveToOutput(download, plan, wantsHash, signal)
    }
    const now = this.#connection.now()
    const places = await findPlaces(download.link.manifest, plan, { out, zip, now })
    await makeFolder(places.root)
    if (zip && plan.places.length > 1) return saveZip(download, { plan, places, force, wantsHash }, signal)
    const earlier = await this.#earlier(plan, places)
    return saveFiles(
      download,
      { plan, places, force, wantsHash, earlier },
      (error, hasTaken) => hasTaken && mayGoOn(error) && !this.#request.giveBack,
      signal,
    )
  }

  /** What an earlier try has left in the same places; `null` for nothing. */
  async #earlier(plan: SelectionPlan, places: Places): Promise<Journal | null> {
    const { folder } = this.#connection
    const found = await readJournal(folder, this.#link.locator)
    const fits = found !== null && isOf(found, plan, places)
    if (found !== null && !fits)
      this.#terminal.say(`An earlier try was broken off in ${found.root}; this one begins anew.`)
    return fits ? found : null
  }

  /** Stopped or failed: the lease is held for the next try, or given back where there is nothing to go on with. */
  async #letGo(error: unknown): Promise<void> {
    const { lease } = this.#held
    const { folder } = this.#connection
    // What was typed wrong takes nothing, nor does it end what an earlier try holds.
    if (error instanceof UsageError) return
    if (isLeaseOver(error)) await this.#held.drop()
    if (lease === null || isLeaseOver(error)) return
    const journal = await readJournal(folder, this.#link.locator)
    const isKept = journal !== null && mayGoOn(error)
    if (isKept && !this.#request.giveBack) {
      await this.#held.hold(AbortSignal.timeout(HOLD_WITHIN))
      const { lapsesAt } = this.#held.lease ?? lease
      this.#terminal.say(`Run the same command again to go on: the download is held until ${clock(lapsesAt)}.`)
    } else if (lease.taken.length === 0) {
      await this.#held.giveUp()
      this.#terminal.say('The download was given back: unless half of the drop was fetched, it does not count.')
    }
  }
}

/**
 * Receives what is behind a link, a code or eleven words. Errors: `UsageError`, those of finding, opening, claiming,
 * reading and saving.
 */
export async function receive(
  connection: Connection,
  terminal: Terminal,
  request: ReceiveRequest,
  signal: AbortSignal,
): Promise<void> {
  const { text, found, json: wantsHash, list: isList, force } = request
  let link: OpenedLink
  try {
    link = await unlock(connection, terminal, await found, request.password, signal)
  } catch (error) {
    const saved = isList || !isLeaseOver(error) ? null : await nameLeft(connection, text, { force, wantsHash })
    if (saved === null) throw error
    return saySaved(terminal, request, saved)
  }
  if (isList) return sayListed(link, terminal, request.json)
  const leave = await takeTurn(connection.folder, link.locator)
  try {
    await new Receive(connection, terminal, request, link).run(signal)
  } finally {
    await leave()
  }
}
