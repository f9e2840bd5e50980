import { type DownloadMessage, MISSED_PINGS, PING_MS } from './download-messages.ts'
import { PortReader } from './port-reader.ts'
import { nothingToSave, savedResponse } from './saved-response.ts'

interface Offer {
  readonly name: string
  readonly size: number | null
  readonly reader: PortReader
  taken: boolean
  /** Pings missed in a row. */
  missed: number
}

/** The files that pages have offered to the download worker, each of which is answered once. */
export class OfferedDownloads {
  /** The path it answers under, e.g. `/download/`. */
  readonly #scope: string
  readonly #offers = new Map<string, Offer>()

  constructor(scope: string) {
    this.#scope = scope
  }

  /** Takes an offer or a ping. Answers whether the file is known, and until when the worker must stay awake for it. */
  hear(message: DownloadMessage, port: MessagePort | undefined): { known: boolean; until: Promise<unknown> } {
    if (message.type === 'offer' && port !== undefined) this.#add(message, port)
    const offer = this.#offers.get(message.id)
    if (offer === undefined) return { known: false, until: Promise.resolve() }
    offer.missed = 0
    return { known: true, until: offer.reader.ended }
  }

  #add({ id, name, size }: Extract<DownloadMessage, { type: 'offer' }>, port: MessagePort): void {
    const reader = new PortReader(port, { freesTaken: true })
    const offer: Offer = { name, size, reader, taken: false, missed: 0 }
    this.#offers.set(id, offer)
    const beat = setInterval(() => {
      offer.missed += 1
      // The page is gone or frozen. What has come is no whole file, and the browser must hear that before it ends this
      // worker.
      if (offer.missed > MISSED_PINGS) reader.fail()
    }, PING_MS)
    void reader.ended.then(() => {
      clearInterval(beat)
      this.#offers.delete(id)
    })
  }

  /**
   * The answer to a fetch of `path`, and until when the worker must stay awake for it; `null` for a path that is not
   * its business.
   */
  answer(path: string): { response: Response; until: Promise<unknown> } | null {
    if (!path.startsWith(this.#scope)) return null
    const offer = this.#offers.get(path.slice(this.#scope.length))
    if (offer === undefined || offer.taken) return { response: nothingToSave(), until: Promise.resolve() }
    offer.taken = true
    return { response: savedResponse(offer.reader.stream, offer.name, offer.size), until: offer.reader.ended }
  }
}
