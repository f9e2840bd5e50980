import { SendPage } from './send/send-page.tsx'

export default function Page() {
  return <SendPage />
}
