/** Red, green and blue, 0 to 255. */
type Colour = readonly [number, number, number]

const WHITE: Colour = [255, 255, 255]
const BLACK: Colour = [0, 0, 0]
/** What WCAG 2.2 asks between words and their ground (1.4.3, AA), and a little more, for rounding. */
const ENOUGH = 4.55

/** The grounds of `app/tokens.css` on which accented words stand that are nearest to such words. */
const LIGHT_GROUND = '#d9e6e6'
const DARK_GROUND = '#1c3335'
const DARK_PANEL = '#13262a'

/** The tokens that follow the accent, in one theme: `#rrggbb` each. */
export interface AccentTokens {
  readonly leaf: string
  readonly leafStrong: string
  readonly onLeaf: string
  readonly leafWash: string
}

function parse(hex: string): Colour {
  const number = Number.parseInt(hex.slice(1), 16)
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255]
}

function print(colour: Colour): string {
  return `#${colour.map((each) => Math.round(each).toString(16).padStart(2, '0')).join('')}`
}

function mix([r, g, b]: Colour, [R, G, B]: Colour, share: number): Colour {
  return [r + (R - r) * share, g + (G - g) * share, b + (B - b) * share]
}

/** WCAG 2.2, “relative luminance”. */
function luminance(colour: Colour): number {
  const [r = 0, g = 0, b = 0] = colour.map((each) => {
    const channel = each / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** The contrast of two colours as `#rrggbb`: 1 to 21 (WCAG 2.2, “contrast ratio”). */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(parse(one)), luminance(parse(other))].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** `from`, moved towards `to` no further than until it stands out from `other`. */
function moveUntil(from: Colour, to: Colour, other: string): Colour {
  const steps = Array.from({ length: 101 }, (_, index) => mix(from, to, index / 100))
  return steps.find((step) => contrast(print(step), other) >= ENOUGH) ?? to
}

/**
 * The accent in both themes: every pair of words and ground that the tokens make keeps the contrast of WCAG 2.2 AA,
 * whatever the colour.
 */
export function accentTokens(accent: string): { readonly light: AccentTokens; readonly dark: AccentTokens } {
  const light = moveUntil(parse(accent), BLACK, LIGHT_GROUND)
  const dark = moveUntil(parse(accent), WHITE, DARK_GROUND)
  return {
    light: {
      leaf: print(light),
      leafStrong: print(mix(light, BLACK, 0.25)),
      onLeaf: print(WHITE),
      leafWash: print(moveUntil(mix(light, WHITE, 0.89), WHITE, print(light))),
    },
    dark: {
      leaf: print(dark),
      leafStrong: print(mix(dark, WHITE, 0.3)),
      onLeaf: print(mix(dark, BLACK, 0.86)),
      leafWash: print(moveUntil(mix(dark, parse(DARK_PANEL), 0.86), parse(DARK_PANEL), print(dark))),
    },
  }
}
