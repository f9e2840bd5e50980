import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageWords } from '../../language/page-words.tsx'
import { SentPage } from '../../sent/sent-page.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.sentPage')
  return { title: t('title'), description: t('description'), robots: { index: false, follow: false } }
}

export default function Page() {
  return (
    <PageWords namespaces={['common', 'errors', 'sent']}>
      <SentPage />
    </PageWords>
  )
}
