import { DOWNLOAD_SCOPE, type DownloadMessage, SILENCE_MS } from './download-messages.ts'
import { PortReader } from './port-reader.ts'
import { nothingToSave, savedResponse } from './saved-response.ts'

interface Offer {
  readonly name: string
  readonly size: number | null
  readonly reader: PortReader
  taken: boolean
  /** Breaks the download off where the page has fallen silent. */
  silence: ReturnType<typeof setTimeout>
}

/** The files that pages have offered to the download worker, each of which is answered once. */
export class OfferedDownloads {
  readonly #offers = new Map<string, Offer>()

  #listen(reader: PortReader): ReturnType<typeof setTimeout> {
    return setTimeout(() => reader.fail(), SILENCE_MS)
  }

  /** Takes an offer or a ping. Answers whether the file is known, and until when the worker must stay awake for it. */
  hear(message: DownloadMessage, port: MessagePort | undefined): { known: boolean; until: Promise<unknown> } {
    if (message.type === 'offer' && port !== undefined) this.#add(message, port)
    const offer = this.#offers.get(message.id)
    if (offer === undefined) return { known: false, until: Promise.resolve() }
    clearTimeout(offer.silence)
    offer.silence = this.#listen(offer.reader)
    return { known: true, until: offer.reader.ended }
  }

  #add({ id, name, size }: Extract<DownloadMessage, { type: 'offer' }>, port: MessagePort): void {
    const reader = new PortReader(port)
    this.#offers.set(id, { name, size, reader, taken: false, silence: this.#listen(reader) })
    void reader.ended.then(() => {
      clearTimeout(this.#offers.get(id)?.silence)
      this.#offers.delete(id)
    })
  }

  /** The answer to a fetch of `path`, and until when the worker must stay awake for it; `null` for a path that is not its business. */
  answer(path: string): { response: Response; until: Promise<unknown> } | null {
    if (!path.startsWith(DOWNLOAD_SCOPE)) return null
    const offer = this.#offers.get(path.slice(DOWNLOAD_SCOPE.length))
    if (offer === undefined || offer.taken) return { response: nothingToSave(), until: Promise.resolve() }
    offer.taken = true
    return { response: savedResponse(offer.reader.stream, offer.name, offer.size), until: offer.reader.ended }
  }
}
