import { expect, test } from 'vitest'
import { operatorLink } from './operator-link.ts'

const links = {
  contact: 'mailto:drop@example.org',
  imprint: 'https://example.org/imprint',
  terms: undefined,
  privacy: undefined,
}

test('leads to what is set, and nowhere else', () => {
  const answer = operatorLink(links, 'imprint')
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://example.org/imprint'])
  expect(operatorLink(links, 'contact').headers.get('location')).toBe('mailto:drop@example.org')
  for (const name of ['terms', 'constructor', '__proto__', 'https://example.org'])
    expect(operatorLink(links, name).status).toBe(404)
})
