// Shows one file that may be hostile. This document has an opaque origin and may fetch nothing
// (lib/web/security-headers.ts): whatever a file makes of the parser that shows it, there is nothing here to take and
// nowhere to send it.
import type { LookAnswer, LookKind, LookRequest, LookWords } from './look-messages.ts'

/** The most of a text that is shown, in bytes. */
const MOST_TEXT = 2 ** 20

declare global {
  /** From pdf.js, which is loaded where a PDF comes. */
  var showPdf: ((blob: Blob, pdfium: ArrayBuffer, stage: HTMLElement, words: LookWords) => Promise<void>) | undefined
}

type Show = (request: LookRequest, stage: HTMLElement) => Promise<void>

function settled(element: HTMLElement, good: string): Promise<void> {
  return new Promise((resolve, reject) => {
    element.addEventListener(good, () => resolve(), { once: true })
    element.addEventListener('error', () => reject(new Error('cannot be shown')), { once: true })
  })
}

const showImage: Show = async ({ blob, name }, stage) => {
  // An image in an img element runs no script and loads nothing, SVG included (HTML, "img" in secure static mode).
  const image = new Image()
  image.alt = name
  const loaded = settled(image, 'load')
  image.src = URL.createObjectURL(blob)
  await loaded
  stage.append(image)
}

const showMedia: Show = async ({ blob, name, kind }, stage) => {
  const player = document.createElement(kind === 'audio' ? 'audio' : 'video')
  player.controls = true
  player.ariaLabel = name
  const loaded = settled(player, 'loadedmetadata')
  player.src = URL.createObjectURL(blob)
  stage.append(player)
  await loaded
}

const showText: Show = async ({ blob, words }, stage) => {
  const text = document.createElement('pre')
  // As text and nothing else: what is no UTF-8 shows as such.
  text.textContent = new TextDecoder().decode(await blob.slice(0, MOST_TEXT).arrayBuffer())
  text.tabIndex = 0
  stage.append(text)
  if (blob.size > MOST_TEXT) {
    const more = document.createElement('p')
    more.textContent = words.textCut
    stage.append(more)
  }
}

const showDocument: Show = async ({ blob, pdfium, words }, stage) => {
  const script = document.createElement('script')
  const loaded = settled(script, 'load')
  script.src = 'pdf.js'
  document.head.append(script)
  await loaded
  if (pdfium === null || globalThis.showPdf === undefined) throw new Error('no PDFium')
  await globalThis.showPdf(blob, pdfium, stage, words)
}

const SHOW: Readonly<Record<LookKind, Show>> = {
  image: showImage,
  text: showText,
  audio: showMedia,
  video: showMedia,
  pdf: showDocument,
}

async function show(request: LookRequest): Promise<LookAnswer> {
  const stage = document.querySelector('main')
  if (stage === null) return 'failed'
  const { locale, direction, title } = request.words
  Object.assign(document.documentElement, { lang: locale, dir: direction })
  document.title = title
  stage.className = request.kind
  try {
    await SHOW[request.kind](request, stage)
    return 'shown'
  } catch {
    return 'failed'
  }
}

// The first message alone is heard, and only from the page that holds the frame.
addEventListener('message', function hear({ data, source, ports: [port] }: MessageEvent<LookRequest>) {
  if (source !== parent || port === undefined) return
  removeEventListener('message', hear)
  void show(data).then((answer) => port.postMessage(answer))
})
