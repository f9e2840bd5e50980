import type { Metadata } from 'next'
import { inSite } from '../lib/wire/base-path.ts'
import controls from './_components/controls.module.css'
import { Place } from './_components/place.tsx'

export const metadata: Metadata = { title: 'Nothing here' }

export default function NotFound() {
  return (
    <Place
      phase="not-found"
      alone
      voice={{
        title: 'Nothing grows here.',
        text: 'This page does not exist. If you followed a link to a drop, look whether all of it was copied.',
        mood: 'gone',
      }}
    >
      <div className={controls.row}>
        <a className={`${controls.primary} ${controls.large}`} href={inSite('/d')}>
          Open a link
        </a>
        <a className={`${controls.secondary} ${controls.large}`} href={inSite('/')}>
          Send files
        </a>
      </div>
    </Place>
  )
}
