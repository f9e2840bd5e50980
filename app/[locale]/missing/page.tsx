import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { NotFound } from '../../_components/not-found.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('site.notFound')
  return { title: t('tab'), robots: { index: false } }
}

/**
 * What the server answers with, as 404, for every path that is no page (`lib/web/page-request.ts`). Next's own
 * not-found pages hold no words until their script has run.
 */
export default function Page() {
  return <NotFound />
}
