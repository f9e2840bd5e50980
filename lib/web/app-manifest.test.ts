import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { appManifest } from './app-manifest.ts'

test.each(['', '/drop'])('everything in it lies under the path of the instance (%s)', (basePath) => {
  const { scope, start_url, share_target, file_handlers, icons } = appManifest({ name: 'Ada’s drop', basePath })
  expect([scope, start_url]).toEqual([`${basePath}/`, `${basePath}/`])
  for (const path of [
    share_target.action,
    ...file_handlers.map(({ action }) => action),
    ...icons.map(({ src }) => src),
  ])
    expect(path.startsWith(scope)).toBe(true)
})

test('its icons are there, in the sizes it names', () => {
  for (const { src, sizes } of appManifest({ name: 'Snowdrop', basePath: '' }).icons) {
    const file = new URL(`../../public${src}`, import.meta.url)
    expect(existsSync(file), src).toBe(true)
    const png = readFileSync(file)
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes)
  }
})
