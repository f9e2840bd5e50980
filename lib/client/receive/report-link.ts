import { deriveLocator } from '../../crypto/link-keys.ts'
import { encodeBase64url } from '../../format/bytes.ts'
import { formatCode } from '../../format/code.ts'
import { parseLinkText } from '../../format/link-text.ts'
import type { ReceiverApi } from '../../ports/drop-api.ts'
import { parseLocator } from '../../wire/first-answers.ts'
import type { DropReport } from './receive-state.ts'

/**
 * Tells the operator about the link behind a text. Its code goes along only where the reporter chose to disclose it.
 * Errors: those of `parseLinkText` and the API.
 */
export async function reportLink(
  api: Pick<ReceiverApi, 'report'>,
  text: string,
  { reason, words, disclosesCode }: DropReport,
  signal: AbortSignal,
): Promise<void> {
  const code = await parseLinkText(text)
  const request = { reason, words: words.trim(), ...(disclosesCode && { code: await formatCode(code) }) }
  await api.report(parseLocator(encodeBase64url(await deriveLocator(code.secret))), request, signal)
}
