import type { Metadata } from 'next'
import { ReceivePage } from '../receive/receive-page.tsx'

export const metadata: Metadata = {
  title: 'Files for you',
  description: 'Someone sent you files with Snowdrop. Looking at what they are uses nothing up.',
  robots: { index: false, follow: false },
}

export default function Page() {
  return <ReceivePage />
}
