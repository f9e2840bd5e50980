import { PageWords } from '../language/page-words.tsx'
import { SendPage } from '../send/send-page.tsx'

export default function Page() {
  return (
    <PageWords namespaces={['common', 'errors', 'send']}>
      <SendPage />
    </PageWords>
  )
}
