import { expect, test } from './fixtures.ts'
import { layoutShifts, watchShifts } from './layout-shifts.ts'

// A line on which style sheets, fonts and scripts come one after another: what would jump on a phone jumps here.
const line = { offline: false, latency: 80, downloadThroughput: 400_000, uploadThroughput: 200_000 }

for (const width of [390, 1280]) {
  test(`nothing on a page moves while it loads, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 })
    await watchShifts(page)
    const debuggers = await page.context().newCDPSession(page)
    await debuggers.send('Network.enable')
    await debuggers.send('Network.emulateNetworkConditions', line)
    for (const place of ['/', '/d', '/d#Rliq_U-R5DaI2y1_whRmuQaI', '/sent', '/about']) {
      await page.goto('about:blank')
      await page.goto(place)
      await page.waitForLoadState('networkidle')
      await page.evaluate(() => document.fonts.ready)
      expect.soft(await layoutShifts(page), place).toEqual([])
    }
    // A slow machine paints a page before all of it is read: the ground at its foot, too.
    await debuggers.send('Network.disable')
    await debuggers.send('Emulation.setCPUThrottlingRate', { rate: 10 })
    for (const place of ['/', '/about', '/', '/about']) {
      await page.goto('about:blank')
      await page.goto(place)
      await page.waitForLoadState('networkidle')
      expect.soft((await layoutShifts(page)).join('\n'), `${place}, on a slow machine`).not.toContain('data-mood')
      await expect(page.locator('main [data-mood]')).toBeVisible()
    }
    await debuggers.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    // What watches does see.
    await page.evaluate(() =>
      document.body.prepend(Object.assign(document.createElement('hr'), { style: 'height: 9rem' })),
    )
    await expect.poll(() => layoutShifts(page)).not.toEqual([])
  })
}
