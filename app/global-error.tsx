'use client'

import ErrorPage from './error.tsx'
import { bodyFont, displayFont } from './fonts.ts'
import './tokens.css'
import './base.css'

export default function GlobalErrorPage({ reset }: { reset: () => void }) {
  return (
    <html lang="en" className={`${displayFont.variable} ${bodyFont.variable}`}>
      <body>
        <ErrorPage reset={reset} />
      </body>
    </html>
  )
}
