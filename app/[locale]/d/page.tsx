import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageWords } from '../../language/page-words.tsx'
import { ReceivePage } from '../../receive/receive-page.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.receivePage')
  return { title: t('title'), description: t('description'), robots: { index: false, follow: false } }
}

export default function Page() {
  return (
    <PageWords namespaces={['common', 'errors', 'receive', 'look']}>
      <ReceivePage />
    </PageWords>
  )
}
