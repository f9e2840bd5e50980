import { encode } from 'uqr'

/** Modules of light around the code, which readers need (ISO/IEC 18004, 6.3.8). */
export const QUIET_ZONE = 4

/** A QR code as one SVG path of dark modules, one unit each. */
export interface QrPath {
  /** Width and height in modules, with the quiet zone. */
  readonly size: number
  readonly path: string
}

/** The dark runs of a row, as rectangles. */
function runs(row: readonly boolean[], y: number): string {
  let path = ''
  for (let x = 0; x < row.length; x += 1) {
    if (!row[x]) continue
    const start = x
    while (row[x + 1]) x += 1
    const width = x - start + 1
    path += `M${start + QUIET_ZONE} ${y + QUIET_ZONE}h${width}v1h-${width}z`
  }
  return path
}

/** Draws a text as a QR code, which still reads where 15 % of it are hidden. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  return { size: size + 2 * QUIET_ZONE, path: data.map(runs).join('') }
}
