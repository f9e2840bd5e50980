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

test.each([
  ['Snowdrop', 'Snowdrop'],
  ['Snowdrop of the north wall', 'Snowdrop of'],
  ['12345678901🧊x', '12345678901🧊'],
  // A family is one character of eleven units.
  ['1234567890👩‍👩‍👧‍👦ab', '1234567890👩‍👩‍👧‍👦a'],
  ['e\u0301'.repeat(13), 'e\u0301'.repeat(12)],
])('under its icon %j is %j', (name, short) => {
  expect(appManifest({ name, basePath: '' }).short_name).toBe(short)
})
