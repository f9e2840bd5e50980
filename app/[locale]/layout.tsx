import type { Metadata, Viewport } from 'next'
import { useLocale, useTranslations } from 'next-intl'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { inSite } from '../../lib/wire/base-path.ts'
import { LOCALES } from '../../lib/wire/locales.ts'
import { SiteFooter } from '../_components/site-footer.tsx'
import { SiteHeader } from '../_components/site-header.tsx'
import { WithoutScript } from '../_components/without-script.tsx'
import { fontClasses } from '../fonts.ts'
import { directionOf } from '../language/direction.ts'
import { PageWords } from '../language/page-words.tsx'
import { PREFER_REMEMBERED } from '../language/remembered-language.ts'
import '../tokens.css'
import '../base.css'

export const dynamicParams = false

export function generateStaticParams() {
  return LOCALES.map((locale) => ({ locale }))
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site')
  return {
    title: { default: t('title'), template: '%s – Snowdrop' },
    description: t('description'),
    applicationName: 'Snowdrop',
    manifest: inSite('/manifest.webmanifest'),
    openGraph: { type: 'website', siteName: 'Snowdrop' },
    referrer: 'no-referrer',
    // Without this, some browsers turn numbers in names and sizes into telephone links.
    formatDetection: { telephone: false, address: false, email: false, date: false },
  }
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
  const locale = useLocale()
  const t = useTranslations('site')
  return (
    <html lang={locale} dir={directionOf(locale)} className={fontClasses}>
      <head>
        <script dangerouslySetInnerHTML={{ __html: PREFER_REMEMBERED }} />
        <link rel="stylesheet" href={inSite('/api/instance/style')} />
      </head>
      <body>
        <PageWords namespaces={['site']}>
          <aside className="notice" data-instance="notice" aria-label={t('operator.notice')} />
          <SiteHeader />
          <noscript>
            <WithoutScript />
          </noscript>
          {children}
          <SiteFooter />
        </PageWords>
      </body>
    </html>
  )
}
