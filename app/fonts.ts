import localFont from 'next/font/local'

/**
 * The voice: headings. Both are optional: where they come late, a page keeps the system's letters instead of moving
 * under the reader's eyes, and has ours the next time.
 */
const displayFont = localFont({
  src: '../node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2',
  weight: '200 800',
  display: 'optional',
  variable: '--font-display',
  adjustFontFallback: 'Arial',
})

/** Everything else. */
const bodyFont = localFont({
  src: '../node_modules/@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2',
  weight: '300 900',
  display: 'optional',
  variable: '--font-body',
  adjustFontFallback: 'Arial',
})

// Letters with marks, as Polish and Turkish have them, are files of their own, loaded only where one is drawn. They may
// come a little late: a word of two typefaces is worse. Next reads these calls without running them: what both share
// cannot be named.

/** The voice's letters with marks. */
const displayFontExt = localFont({
  src: '../node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-ext-wght-normal.woff2',
  weight: '200 800',
  display: 'fallback',
  variable: '--font-display-ext',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
    },
  ],
})

/** The letters with marks of everything else. */
const bodyFontExt = localFont({
  src: '../node_modules/@fontsource-variable/figtree/files/figtree-latin-ext-wght-normal.woff2',
  weight: '300 900',
  display: 'fallback',
  variable: '--font-body-ext',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    {
      prop: 'unicode-range',
      value:
        'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF',
    },
  ],
})

/** The class of a page's root, by which its style sheets know the typefaces. */
export const fontClasses = [displayFont, bodyFont, displayFontExt, bodyFontExt]
  .map(({ variable }) => variable)
  .join(' ')
