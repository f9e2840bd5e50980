import { expect, test } from 'vitest'
import { readSettings } from '../server/settings.ts'
import { instanceStyle } from './instance-style.ts'

const style = (env: Record<string, string>) => instanceStyle(readSettings(env as NodeJS.ProcessEnv))

test('an instance with no settings of its own changes nothing', () => {
  expect(style({}).trim()).toBe('')
})

test('each setting shows its own place', () => {
  expect(style({ SNOWDROP_NAME: 'Ada’s drop' })).toContain('content:"Ada\\2019 s drop"')
  expect(style({ SNOWDROP_ACCENT: '#2040C0' })).toContain('--leaf:#2040c0')
  expect(style({ SNOWDROP_LOGO: 'logo.svg', SNOWDROP_URL: 'https://example.org/drop' })).toContain(
    'url("/drop/api/instance/logo")',
  )
  expect(style({ SNOWDROP_TERMS: 'https://example.org/terms' })).toContain('[data-instance="terms"]')
  expect(style({ SNOWDROP_TERMS: 'https://example.org/terms' })).not.toContain('imprint')
  expect(style({ SNOWDROP_OPERATOR: 'ACME' })).toContain('[data-instance="answers"]')
})

test('nothing in a text ends its string', () => {
  const sheet = style({ SNOWDROP_NOTICE: `"} body { display: none } /* \\ </style> 🌱` })
  expect(sheet.match(/"/g)).toHaveLength(6)
  expect(sheet).not.toMatch(/body \{|<|\/\*|🌱/)
})
