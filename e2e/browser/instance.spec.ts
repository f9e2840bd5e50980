import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startApp } from '../servers/app-server.ts'
import { audit, beginAudit, beyondTheEdge } from './everyone/audit.ts'
import { expect, test } from './fixtures.ts'
import { layoutShifts, watchShifts } from './layout-shifts.ts'

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><style>rect{fill:#ffe14d}</style><rect width="8" height="8" rx="2"/><script>alert(1)</script></svg>`

test('an instance wears its own name, logo, colour, notice and links, without a build', async ({ page, scratch }) => {
  const path = join(scratch, 'logo.svg')
  writeFileSync(path, logo)
  const app = await startApp({
    SNOWDROP_NAME: 'Ada’s drop',
    SNOWDROP_LOGO: path,
    SNOWDROP_ACCENT: '#FFE14D',
    SNOWDROP_NOTICE: 'We move to new machines on Friday at 20:00, and are back an hour later.',
    SNOWDROP_OPERATOR: 'Lovelace & Daughters, London',
    SNOWDROP_CONTACT: 'mailto:drop@example.org',
    SNOWDROP_IMPRINT: 'https://example.org/imprint',
  })
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await watchShifts(page)
  try {
    await page.goto(app.url)
    await page.waitForLoadState('networkidle')
    await expect(page.getByRole('banner').getByRole('link', { name: /Ada’s drop$/ })).toBeVisible()
    await expect(page.getByRole('link', { name: 'Skip to content' })).not.toBeInViewport()
    const notice = page.getByRole('complementary')
    await expect(notice).toBeVisible()
    expect(await notice.evaluate((element) => getComputedStyle(element, '::before').content)).toContain(
      'on Friday at 20:00',
    )
    const foot = page.getByRole('contentinfo')
    await expect(foot.getByRole('link', { name: 'Contact' })).toBeVisible()
    await expect(foot.getByRole('link', { name: 'Terms' })).toBeHidden()
    const imprint = await foot.getByRole('link', { name: 'Legal notice' }).getAttribute('href')
    const answer = await page.request.get(`${app.url}${imprint}`, { maxRedirects: 0 })
    expect([answer.status(), answer.headers().location]).toEqual([302, 'https://example.org/imprint'])
    const served = await page.request.get(`${app.url}/api/instance/logo`)
    expect(served.headers()['content-type']).toBe('image/svg+xml')
    expect(served.headers()['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const place of ['/', '/about']) {
        await page.setViewportSize({ width: 1280, height: 800 })
        await page.goto(`${app.url}${place}`)
        await page.waitForLoadState('networkidle')
        expect(await layoutShifts(page), place).toEqual([])
        await beginAudit(page)
        expect(await audit(page), `${place}, ${colorScheme}`).toEqual([])
        await page.setViewportSize({ width: 320, height: 640 })
        expect(await beyondTheEdge(page), `${place}, ${colorScheme}`).toEqual([])
      }
    }
    await expect(page.getByRole('heading', { name: 'Who runs this site' })).toBeVisible()
    expect(complaints).toEqual([])
  } finally {
    await app.destroy()
  }
})

test('an instance with no settings of its own shows none of it', async ({ page }) => {
  await page.goto('/about')
  await expect(page.getByRole('banner').getByRole('link', { name: 'Snowdrop', exact: true })).toBeVisible()
  await expect(page.getByRole('complementary')).toBeHidden()
  await expect(page.getByRole('heading', { name: 'Who runs this site' })).toBeHidden()
  await expect(page.getByRole('contentinfo').getByRole('link', { name: 'Legal notice' })).toBeHidden()
  expect((await page.request.get('/api/instance/imprint')).status()).toBe(404)
  expect((await page.request.get('/api/instance/logo')).status()).toBe(404)
})
