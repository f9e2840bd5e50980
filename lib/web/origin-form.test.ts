import { expect, test } from 'vitest'
import { originForm } from './origin-form.ts'

test.each([
  ['/', '/'],
  ['/api/v1/config?x=http://y/z', '/api/v1/config?x=http://y/z'],
  ['/http://x/d', '/http://x/d'],
  ['//x/d', '//x/d'],
  ['*', '*'],
  ['http://x/api/v1/config', '/api/v1/config'],
  ['HTTPS://user@x:99/d?lang=de', '/d?lang=de'],
  ['http://x//d', '//d'],
  ['http://x', '/'],
  ['http://x?lang=de', '/?lang=de'],
  ['http://[/d', '/d'],
])('%s asks for %s', (target, asked) => {
  expect(originForm(target)).toBe(asked)
})
