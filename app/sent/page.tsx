import type { Metadata } from 'next'
import { SentPage } from './sent-page.tsx'

export const metadata: Metadata = {
  title: 'Sent',
  description: 'The drops that were sent from this browser. The list is kept on this device and nowhere else.',
  robots: { index: false, follow: false },
}

export default function Page() {
  return <SentPage />
}
