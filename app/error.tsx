'use client'

import controls from './_components/controls.module.css'
import { Place } from './_components/place.tsx'

export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <Place
      phase="error"
      alone
      voice={{
        title: 'Something went wrong here',
        text: 'This is our fault, not yours. Nothing was shared that you did not ask for.',
        mood: 'gone',
      }}
    >
      <button type="button" className={`${controls.primary} ${controls.large}`} onClick={reset}>
        Try again
      </button>
    </Place>
  )
}
