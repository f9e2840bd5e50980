import { expect, test } from 'vitest'
import { parseNetworks } from '../server/parse-addresses.ts'
import { clientAddress, networkOf } from './client-address.ts'
import { createClientKey } from './client-key.ts'

const DAY_MS = 86_400_000

test.each([
  ['', '203.0.113.9', undefined, '203.0.113.9'],
  ['', '203.0.113.9', '198.51.100.7', '203.0.113.9'],
  ['', '127.0.0.1', '198.51.100.7', '127.0.0.1'],
  ['', undefined, '198.51.100.7', ''],
  ['127.0.0.1', '127.0.0.1', undefined, '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['127.0.0.1', '::ffff:127.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['127.0.0.1', '203.0.113.9', '198.51.100.7', '203.0.113.9'],
  ['127.0.0.1', '127.0.0.1', '10.0.0.1, 198.51.100.7', '198.51.100.7'],
  ['127.0.0.1,10.0.0.0/8', '127.0.0.1', '192.0.2.1, 198.51.100.7, 10.9.9.9', '198.51.100.7'],
  ['127.0.0.1,10.0.0.0/8', '127.0.0.1', '10.1.1.1, 10.2.2.2', '10.1.1.1'],
  ['127.0.0.1', '127.0.0.1', 'nonsense', '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1', '198.51.100.7, ', '127.0.0.1'],
  ['fd00::/8', 'fd00::5', '2001:db8::1', '2001:db8::1'],
  ['10.0.0.0/8', 'fd00::5', '2001:db8::1', 'fd00::5'],
])('with %j trusted, a request by %j for %j is from %j', (trusted, socket, forwarded, expected) => {
  const list = parseNetworks(trusted === '' ? '192.0.2.255' : trusted)
  if (list === undefined) throw new Error('not read')
  expect(clientAddress(socket, forwarded, list)).toBe(expected)
})

test.each([['127.0.0.1/33'], ['fd00::/129'], ['localhost'], ['10.0.0.0/8,'], ['10.0.0.0/x']])(
  'no networks are %j',
  (text) => {
    expect(parseNetworks(text)).toBeUndefined()
  },
)

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('%j is of the network %j', (address, expected) => {
  expect(networkOf(address)).toBe(expected)
})

test('a client has one name a day, which replicas of one secret agree on and which does not tell its address', () => {
  let now = 20_000 * DAY_MS
  const [one, two, other, alone] = ['s'.repeat(32), 's'.repeat(32), 't'.repeat(32), undefined].map((secret) =>
    createClientKey(secret, () => now),
  )
  const name = one?.('203.0.113.9')
  expect(name).toMatch(/^[\w-]{43}$/)
  now += DAY_MS - 1
  expect(two?.('203.0.113.9')).toBe(name)
  const names = [one?.('203.0.113.8'), other?.('203.0.113.9'), alone?.('203.0.113.9')]
  expect(new Set([name, ...names]).size).toBe(4)
  expect(alone?.('203.0.113.9')).toBe(names[2])
  now += 1
  for (const keyOf of [one, two, alone]) expect([name, names[2]]).not.toContain(keyOf?.('203.0.113.9'))
  expect(one?.('203.0.113.9')).toBe(two?.('203.0.113.9'))
})
