import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { SiteFooter } from './_components/site-footer.tsx'
import { SiteHeader } from './_components/site-header.tsx'
import { bodyFont, displayFont } from './fonts.ts'
import './tokens.css'
import './base.css'

export const metadata: Metadata = {
  title: { default: 'Snowdrop – send files that don’t stay', template: '%s – Snowdrop' },
  description:
    'Share files by a link that ends when you say. They are encrypted in your browser before a byte leaves it, and deleted when the time or the downloads are used up. No account.',
  applicationName: 'Snowdrop',
  openGraph: { type: 'website', siteName: 'Snowdrop' },
  referrer: 'no-referrer',
  // Without this, some browsers turn numbers in names and sizes into telephone links.
  formatDetection: { telephone: false, address: false, email: false, date: false },
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#d9e6e6' },
    { media: '(prefers-color-scheme: dark)', color: '#081315' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" className={`${displayFont.variable} ${bodyFont.variable}`}>
      <body>
        <SiteHeader />
        <noscript>
          <p className="without-script">
            Snowdrop encrypts and decrypts in your browser, and for that it needs JavaScript, which is off here. Nothing
            was loaded, sent or used up.
          </p>
        </noscript>
        {children}
        <SiteFooter />
      </body>
    </html>
  )
}
