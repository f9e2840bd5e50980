import { askOnce } from '../../lib/client/send/ask-once.ts'
import { siteUrl } from '../../lib/wire/base-path.ts'

/** What this instance allows, asked once for the page and for what it sends, so that a drop begins without asking. */
export const askInstance = askOnce(async (signal) => {
  const [{ createCall }, { createSenderApi }] = await Promise.all([
    import('../../lib/adapters/http/call.ts'),
    import('../../lib/adapters/http/drop-api.ts'),
  ])
  return createSenderApi(createCall(fetch, siteUrl())).config(signal)
})
