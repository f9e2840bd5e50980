'use client'

import controls from './_components/controls.module.css'
import { StillPlace } from './_components/still-place.tsx'
import { fontClasses } from './fonts.ts'
import './tokens.css'
import './base.css'

/**
 * What is shown where the layout itself failed, and with it what brings the words of a language: so it is in English
 * for everyone.
 */
export default function GlobalErrorPage({ reset }: { reset: () => void }) {
  return (
    <html lang="en" className={fontClasses}>
      <body>
        <StillPlace
          title="Something went wrong here"
          text="This is our fault, not yours. Nothing was shared that you did not ask for."
        >
          <button type="button" className={`${controls.primary} ${controls.large}`} onClick={reset}>
            Try again
          </button>
        </StillPlace>
      </body>
    </html>
  )
}
