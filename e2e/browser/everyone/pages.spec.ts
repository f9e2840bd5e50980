import { expect, test } from '../fixtures.ts'
import { audit, beginAudit, beyondTheEdge, pictureContrasts } from './audit.ts'

// The pages as the server sends them, with their policy: what the gallery cannot show.
for (const path of ['/', '/d', '/sent', '/about', '/nowhere']) {
  test(`${path} can be read and used by everyone, as it is served`, async ({ page }) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.goto(path)
      await page.waitForLoadState('networkidle')
      await beginAudit(page)
      expect(await audit(page), `${colorScheme}, at a desk`).toEqual([])
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await audit(page), `${colorScheme}, 320 pixels wide`).toEqual([])
      expect(await beyondTheEdge(page), `${colorScheme}, 320 pixels wide`).toEqual([])
    }
  })
}

test('the words in the picture of where the key is stand out from it', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto('/about')
    const contrasts = await pictureContrasts(page)
    expect(contrasts).toHaveLength(4)
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5)
  }
})

test('nothing moves by itself for those who ask for less motion', async ({ page }) => {
  const moving = () =>
    page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === 'running').length)
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.goto('/')
  await expect.poll(moving).toBeGreaterThan(0)
  for (const path of ['/', '/d', '/sent', '/about']) {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    expect(await moving(), path).toBe(0)
  }
})
