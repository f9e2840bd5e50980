/** How a file may be looked at. */
export type LookKind = 'image' | 'text' | 'audio' | 'video' | 'pdf'

/** What the frame says by itself, in the page's language: it has no catalogue of its own. */
export interface LookWords {
  /** As a BCP 47 tag. */
  readonly locale: string
  /** As the page's `dir`. */
  readonly direction: string
  readonly title: string
  /** Where only the beginning of a text is shown. */
  readonly textCut: string
  /** Of a PDF: with `{page}` and `{text}`, for whoever cannot see the page. */
  readonly page: string
  /** Of a PDF: with `{drawn}` and `{pages}`, on the button that draws more. */
  readonly morePages: string
}

/**
 * What the page hands to the frame, with a port for the answer. The frame gets nothing else: no key, no link, no name
 * of another file.
 */
export interface LookRequest {
  readonly kind: LookKind
  /** Verified, under the media type that its name tells. */
  readonly blob: Blob
  readonly name: string
  /** PDFium's code, for a PDF: the frame itself can fetch nothing. */
  readonly pdfium: ArrayBuffer | null
  readonly words: LookWords
}

/** What the frame answers, once. */
export type LookAnswer = 'shown' | 'failed'
