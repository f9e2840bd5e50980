import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { AboutPage } from '../../about/about-page.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.aboutPage')
  return { title: t('title'), description: t('description') }
}

export default function Page() {
  return <AboutPage />
}
