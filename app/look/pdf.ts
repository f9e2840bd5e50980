// Draws a PDF with PDFium, in the same frame as everything else that may be hostile.
import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium'
import { fillIn } from './fill-in.ts'
import type { LookWords } from './look-messages.ts'

/** Pages that are drawn at first and with each `Show more pages`. */
const STEP = 10
/** The most pixels of a page, either way: a page may claim to be as large as a house. */
const MOST_WIDTH = 1600
const MOST_HEIGHT = 4000
/** The most characters of a page's text that are given to who cannot see it. */
const MOST_TEXT = 4000

async function drawPage(pdf: PDFiumDocument, index: number, words: LookWords): Promise<HTMLCanvasElement> {
  const page = pdf.getPage(index)
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const text = page.getText().slice(0, MOST_TEXT)
  const scale = Math.min(3, MOST_WIDTH / originalWidth, MOST_HEIGHT / originalHeight)
  const { width, height, data } = await page.render({ scale, render: 'bitmap' })
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  canvas.role = 'img'
  canvas.ariaLabel = fillIn(words.page, words.locale, { page: index + 1, text })
  canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0)
  return canvas
}

globalThis.showPdf = async (blob, pdfium, stage, words) => {
  const library = await PDFiumLibrary.init({ wasmBinary: pdfium })
  const pdf = await library.loadDocument(new Uint8Array(await blob.arrayBuffer()))
  const pages = pdf.getPageCount()
  let drawn = 0
  const more = document.createElement('button')
  more.type = 'button'
  const draw = async () => {
    for (const end = Math.min(pages, drawn + STEP); drawn < end; drawn += 1)
      more.before(await drawPage(pdf, drawn, words))
    more.textContent = fillIn(words.morePages, words.locale, { drawn, pages })
    more.hidden = drawn >= pages
  }
  more.addEventListener('click', () => void draw())
  stage.append(more)
  await draw()
}
