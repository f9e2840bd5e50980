import { expect, test } from './fixtures.ts'

test.use({ javaScriptEnabled: false })

for (const path of ['/', '/d#Rliq_U-R5DaI2y1_whRmuQaI', '/sent']) {
  test(`${path} says without script what it cannot do, and what can`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(path)
    const instead = page.locator('.without-script')
    await expect(instead).toBeVisible()
    await expect(instead).toContainText('it needs JavaScript, which is off here')
    await expect(instead).toContainText('npx snowdrop receive')
    await expect(page.getByRole('main')).toBeHidden()
    await expect(page.getByRole('link', { name: 'How it works' }).first()).toBeAttached()
  })
}

test('How it works can be read without script', async ({ page }) => {
  await page.goto('/about')
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible()
})
