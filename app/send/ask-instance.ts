import { createCall } from '../../lib/adapters/http/call.ts'
import { createConfigApi } from '../../lib/adapters/http/look-api.ts'
import { askOnce } from '../../lib/client/send/ask-once.ts'
import { siteUrl } from '../../lib/wire/base-path.ts'

/** What this instance allows, asked once for the page and for what it sends, so that a drop begins without asking. */
export const askInstance = askOnce((signal) => createConfigApi(createCall(fetch, siteUrl())).config(signal))
