import { DropError } from '../../format/drop-error.ts'
import { inSite } from '../../wire/base-path.ts'
import { DOWNLOAD_SCOPE, type DownloadMessage } from './download-messages.ts'
import { orNull } from './download-worker.ts'
import type { OpenPortSink } from './port-sink.ts'

/** Asks the worker something; `null` where it does not answer. */
function ask(worker: ServiceWorker, message: DownloadMessage, transfer: readonly MessagePort[]): Promise<unknown> {
  const { port1, port2 } = new MessageChannel()
  const answered = new Promise<unknown>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      resolve(data)
    }
  })
  worker.postMessage(message, [...transfer, port2])
  return orNull(answered).finally(() => {
    port1.close()
  })
}

/** What a download sink needs of the page. */
export interface DownloadPage {
  readonly worker: ServiceWorker
  /** 22 fresh characters of base64url: the path is a secret for as long as the download waits. */
  readonly randomId: () => string
  /** Makes the browser fetch a URL as a download, without leaving the page. */
  readonly fetchAsDownload: (url: string) => void
}

/** Sinks that the browser's own download manager saves, as an answer of the download worker. */
export function downloadSink({ worker, randomId, fetchAsDownload }: DownloadPage): OpenPortSink {
  return async (name, size) => {
    const id = randomId()
    const { port1, port2 } = new MessageChannel()
    if ((await ask(worker, { type: 'offer', id, name, size }, [port2])) !== true) throw new DropError('save-failed')
    return {
      port: port1,
      begin: () => {
        fetchAsDownload(`${inSite(DOWNLOAD_SCOPE)}${id}`)
      },
      // Silence may be a worker that is only slow: only its own word that it forgot the file, as after a restart, is
      // the end.
      ping: async () => (await ask(worker, { type: 'ping', id }, [])) !== false,
    }
  }
}

/**
 * Fetches a URL as a download in a hidden frame. The frame stays: taking it away could end a download that has not
 * begun.
 */
export function fetchInFrame(document: Document): (url: string) => void {
  return (url) => {
    const frame = document.createElement('iframe')
    frame.hidden = true
    frame.src = url
    document.body.append(frame)
  }
}
