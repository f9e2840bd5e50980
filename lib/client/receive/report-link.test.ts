import { expect, test } from 'vitest'
import { deriveLocator } from '../../crypto/link-keys.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { encodeBase64url } from '../../format/bytes.ts'
import { formatCode } from '../../format/code.ts'
import { formatWords } from '../../format/words.ts'
import { reportLink } from './report-link.ts'

const { signal } = new AbortController()

/** What leaves for the server. */
async function sent(text: string, disclosesCode: boolean) {
  const requests: unknown[] = []
  const api = { report: (...[locator, body]: unknown[]) => Promise.resolve(void requests.push({ locator, body })) }
  await reportLink(api, text, { reason: 'phishing', words: ' asks for money\n', disclosesCode }, signal)
  return requests
}

test('the code leaves the page only where the reporter says so, in its one spelling; the locator always does', async () => {
  const code = { needsPassword: true, profile: 'light', secret: cryptoRandom(16) } as const
  const text = await formatCode(code)
  const locator = encodeBase64url(await deriveLocator(code.secret))
  const body = { reason: 'phishing', words: 'asks for money' }
  for (const spelled of [text, `https://drop.example/d#${text}`, await formatWords(code)]) {
    expect(await sent(spelled, false)).toEqual([{ locator, body }])
    expect(await sent(spelled, true)).toEqual([{ locator, body: { ...body, code: text } }])
  }
})

test('what is no link reports nothing', async () => {
  await expect(sent('', true)).rejects.toMatchObject({ code: 'link-malformed' })
})
