import { GetObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { expect, test } from 'vitest'
import { dropId } from '../../wire/fields.ts'
import { createBucket, type S3Options } from './s3-client.ts'
import { createSigner, originOf } from './s3-sign.ts'

const NOW = Date.UTC(2026, 10, 29, 12, 0, 0)
const KEY = dropId.parse('AAAAAAAAAAAAAAAAAAAAAA')
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const session = { ...credentials, sessionToken: 'IQoJb3JpZ2luX2VjE+/=aCXVzLWVhc3Qt' }
const plain: S3Options = { region: 'eu-central-1', bucket: 'drops', prefix: '', forcePathStyle: false, credentials }

/** The same URL whatever order its query stands in. */
function sorted(text: string): string {
  const url = new URL(text)
  url.searchParams.sort()
  return url.href
}

test.each<[string, Partial<S3Options>]>([
  ['at AWS', {}],
  ['at AWS in the path', { forcePathStyle: true }],
  ['at AWS where a dot keeps the bucket out of the host name', { bucket: 'drops.example.org' }],
  ['at AWS, an access point', { bucket: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/drops' }],
  ['at another server', { endpoint: 'http://127.0.0.1:9000', forcePathStyle: true }],
  ['at another server below a path', { endpoint: 'https://storage.example.org/s3', forcePathStyle: true }],
  ['at another server by IPv6', { endpoint: 'http://[::1]:9000', forcePathStyle: true }],
  ['at an address for browsers', { endpoint: 'http://10.0.0.1:9000', publicEndpoint: 'https://s3.example.org' }],
  ['under a prefix that wants escapes', { prefix: "a b/ü+!'()*~%2F/" }],
  ['under a prefix of dots and slashes', { prefix: '/.a/b..//...' }],
  ['by credentials of a session', { credentials: session }],
])('URLs are signed as the SDK signs them: %s', async (_, more) => {
  const bucket = createBucket({ ...plain, ...more })
  const { uploadPart, getRange } = createSigner(bucket)
  const object = { Bucket: bucket.name, Key: bucket.prefix + KEY }
  const times = { signingDate: new Date(NOW), expiresIn: 300 }
  for (const uploadId of ['2~mPFX-r_Q.x', 'a/b+c=d e!']) {
    const put = await uploadPart({ key: KEY, uploadId }, { number: 12, length: 16_778_240 }, NOW + 300_000, NOW + 999)
    const part = { ...object, UploadId: uploadId, PartNumber: 12, ContentLength: 16_778_240 }
    expect(sorted(put.url)).toBe(sorted(await getSignedUrl(bucket.signer, new UploadPartCommand(part), times)))
    expect(put.headers).toEqual({})
  }
  const get = await getRange(KEY, { offset: 5, length: 10 }, NOW + 300_000, NOW + 999)
  const command = new GetObjectCommand({ ...object, Range: 'bytes=5-14' })
  expect(sorted(get.url)).toBe(sorted(await getSignedUrl(bucket.signer, command, times)))
  expect(get.headers).toEqual({ range: 'bytes=5-14' })
})

test('credentials that could not be had are looked for again, and new ones are used', async () => {
  const bucket = createBucket(plain)
  let found: (typeof credentials & { readonly expiration?: Date }) | undefined
  bucket.signer.config.credentials = () =>
    found === undefined ? Promise.reject(new Error('none yet')) : Promise.resolve(found)
  const { getRange } = createSigner(bucket)
  const ask = async () => (await getRange(KEY, { offset: 0, length: 1 }, NOW + 300_000, NOW)).url
  await expect(ask()).rejects.toThrow('none yet')
  found = { ...credentials, expiration: new Date(0) }
  expect(await ask()).not.toContain('X-Amz-Security-Token')
  found = session
  expect(await ask()).toContain('X-Amz-Security-Token')
})

test.each<[string, Partial<S3Options>, string]>([
  ['at AWS', {}, 'https://drops.s3.eu-central-1.amazonaws.com'],
  ['at AWS in China', { region: 'cn-north-1' }, 'https://drops.s3.cn-north-1.amazonaws.com.cn'],
  [
    'an access point',
    { bucket: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/drops' },
    'https://drops-123456789012.s3-accesspoint.eu-west-1.amazonaws.com',
  ],
  ['a name with a dot', { bucket: 'drops.example.org' }, 'https://s3.eu-central-1.amazonaws.com'],
  ['another server', { endpoint: 'https://s3.example.org' }, 'https://drops.s3.example.org'],
  ['in the path', { endpoint: 'https://s3.example.org/s3', forcePathStyle: true }, 'https://s3.example.org'],
  ['an IPv4 address', { endpoint: 'http://192.0.2.1:9000' }, 'http://192.0.2.1:9000'],
  ['an IPv6 address', { endpoint: 'http://[2001:db8::1]:9000' }, 'http://[2001:db8::1]:9000'],
  [
    'browsers alone',
    { endpoint: 'http://10.0.0.1', publicEndpoint: 'https://s3.example.org' },
    'https://drops.s3.example.org',
  ],
])('all URLs lead to one origin, which is known without credentials: %s', async (_, more, origin) => {
  const options = { ...plain, ...more }
  const { getRange } = createSigner(createBucket(options))
  const { url } = await getRange(KEY, { offset: 0, length: 1 }, NOW + 300_000, NOW)
  expect(new URL(url).origin).toBe(origin)
  expect(await originOf({ ...options, credentials: undefined })).toBe(origin)
})
