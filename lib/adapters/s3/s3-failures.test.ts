import { S3ServiceException } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { asking, askingFor } from './s3-failures.ts'

const said = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } })

test.each([
  ['QuotaExceeded', 403, 'storage-full'],
  ['XMinioStorageFull', 507, 'storage-full'],
  ['SomethingNew', 507, 'storage-full'],
  ['AccessDenied', 403, 'unavailable'],
  ['NoSuchBucket', 404, 'unavailable'],
  ['SlowDown', 503, 'unavailable'],
])('%s (%i) means %s', async (name, status, code) => {
  const cause = said(name, status)
  await expect(asking(Promise.reject(cause))).rejects.toMatchObject({ code, cause })
  await expect(askingFor(Promise.reject(cause), 'NoSuchUpload')).rejects.toMatchObject({ code, cause })
})

test('only the names that are asked for mean absence', async () => {
  expect(await askingFor(Promise.reject(said('NoSuchUpload', 404)), 'NoSuchUpload')).toBeNull()
  await expect(askingFor(Promise.reject(said('NoSuchKey', 404)), 'NoSuchUpload')).rejects.toMatchObject({
    code: 'unavailable',
  })
  await expect(askingFor(Promise.reject(new Error('NoSuchUpload')), 'NoSuchUpload')).rejects.toMatchObject({
    code: 'unavailable',
  })
})
