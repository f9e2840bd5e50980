import localFont from 'next/font/local'

/** The voice: headings. */
export const displayFont = localFont({
  src: '../node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2',
  weight: '200 800',
  display: 'swap',
  variable: '--font-display',
  adjustFontFallback: 'Arial',
})

/** Everything else. */
export const bodyFont = localFont({
  src: '../node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2',
  weight: '300 900',
  display: 'swap',
  variable: '--font-body',
  adjustFontFallback: 'Arial',
})
