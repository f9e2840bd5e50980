/** How a file may be looked at. */
export type LookKind = 'image' | 'text' | 'audio' | 'video' | 'pdf'

/** What the page hands to the frame, with a port for the answer. The frame gets nothing else: no key, no link, no name of another file. */
export interface LookRequest {
  readonly kind: LookKind
  /** Verified, under the media type that its name tells. */
  readonly blob: Blob
  readonly name: string
  /** PDFium's code, for a PDF: the frame itself can fetch nothing. */
  readonly pdfium: ArrayBuffer | null
}

/** What the frame answers, once. */
export type LookAnswer = 'shown' | 'failed'
