import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { parseLinkText } from '../../lib/format/link-text.ts'
import { completeWord, spellWords } from '../../lib/format/words.ts'
import { expect, send, test, writeRandomFile } from './fixtures.ts'

const field = (page: Page) => page.getByRole('combobox', { name: /words/i })
const opened = (page: Page) => expect(page.getByRole('button', { name: /^download/i })).toBeVisible()

/** Sends a small file and spells its link. */
async function sendInWords(page: Page, scratch: string): Promise<readonly string[]> {
  const file = join(scratch, 'spoken.bin')
  await writeRandomFile(file, 1000)
  return spellWords(await parseLinkText(await send(page, { files: [file] })))
}

/** Neighbours in the wrong order, and how the page names them: the first ones that are no code of their own by chance. */
async function noticedSwap(words: readonly string[]): Promise<{ swapped: readonly string[]; name: string }> {
  for (let place = 0; place + 1 < words.length; place += 1) {
    const [former = '', latter = ''] = words.slice(place)
    const swapped = words.with(place, latter).with(place + 1, former)
    const isNoticed = await parseLinkText(swapped.join(' ')).then(
      () => false,
      () => true,
    )
    if (isNoticed) return { swapped, name: `${place + 1}. ${former}, ${place + 2}. ${latter}` }
  }
  throw new Error('every swap is a code')
}

/** The fewest letters from two on that leave one word of the list; `null` where it takes all of them. */
function beginning(word: string): string | null {
  for (let letters = 2; letters < word.length && !word.includes('-'); letters += 1)
    if (completeWord(word.slice(0, letters)).length === 1) return word.slice(0, letters)
  return null
}

/** Types eleven words and asks for what they open. */
async function openWords(page: Page, words: readonly string[]): Promise<void> {
  await page.goto('/d')
  await field(page).fill(words.join(' '))
  // The row comes with the list of words, and moves the button.
  await expect(page.getByRole('list', { name: 'Words so far' }).getByRole('listitem')).toHaveCount(words.length)
  await page.getByRole('button', { name: 'Open' }).click()
}

test('eleven words, completed as they are typed, open the drop; nothing of them leaves the page', async ({
  page,
  scratch,
  app,
}) => {
  const words = await sendInWords(page, scratch)
  const sent: string[] = []
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
  await page.goto('/d')
  await field(page).focus()
  for (const word of words) {
    const few = beginning(word)
    await page.keyboard.type(few ?? word)
    if (few !== null) await expect(page.getByRole('option', { name: word })).toBeVisible()
    await page.keyboard.press('Space')
  }
  await expect(field(page)).toHaveValue(`${words.join(' ')} `)
  await expect(page.getByText('11 of 11 words')).toBeVisible()
  await page.keyboard.press('Enter')
  await opened(page)
  expect(page.url()).toBe(`${app.url}/d`)
  const [first = '', second = ''] = words
  expect(sent.filter((each) => each.includes(`${first} ${second}`) || each.includes(`${first}-${second}`))).toEqual([])
})

test('the list of words is walked by arrow keys, taken by Enter, and closed by Escape', async ({ page }) => {
  await page.goto('/d')
  await field(page).pressSequentially('un')
  const options = page.getByRole('option')
  await expect(options.first()).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const second = options.nth(1)
  await expect(second).toHaveAttribute('aria-selected', 'true')
  await expect(field(page)).toHaveAttribute('aria-activedescendant', (await second.getAttribute('id')) ?? '')
  const word = await second.textContent()
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue(`${word} `)
  await expect(field(page)).toBeFocused()
  await field(page).pressSequentially('un')
  await expect(options.first()).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(options).toHaveCount(0)
  await expect(field(page)).toHaveValue(`${word} un`)
})

test('a slip is pointed at, and one click mends it', async ({ page, scratch }) => {
  const words = await sendInWords(page, scratch)
  const meant = words[4] ?? ''
  await openWords(page, words.with(4, `${meant}x`))
  const note = page.getByRole('alert').filter({ hasText: 'Word 5' })
  await expect(note).toContainText(`${meant}x`)
  // What was typed stays there to be mended by hand, too.
  await expect(field(page)).toHaveValue(words.with(4, `${meant}x`).join(' '))
  await expect(field(page)).toBeFocused()
  await note.getByRole('button', { name: meant, exact: true }).click()
  await opened(page)
})

test('two words that changed places are found by the checksum', async ({ page, scratch }) => {
  const words = await sendInWords(page, scratch)
  const { swapped, name } = await noticedSwap(words)
  await openWords(page, swapped)
  await page.getByRole('button', { name }).click()
  await opened(page)
})

test('missing words are counted', async ({ page, scratch }) => {
  const words = await sendInWords(page, scratch)
  await openWords(page, words.slice(1))
  await expect(page.getByRole('alert').filter({ hasText: 'these are 10' })).toBeVisible()
})

test('words that were pasted in lines stay words', async ({ page, scratch }) => {
  const words = await sendInWords(page, scratch)
  await page.goto('/d')
  await field(page).evaluate((element, text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, words.join('\n'))
  await expect(field(page)).toHaveValue(words.join(' '))
  await page.getByRole('button', { name: 'Open' }).click()
  await opened(page)
})
