import { join } from 'node:path'
import * as z from 'zod/mini'
import { type DropId, dropId, partNumber } from '../../wire/fields.ts'

/**
 * Where everything lies below the store's root:
 *
 *     uploads/<key>.<uploadId>/00001      an upload that was begun, one file a part
 *     uploads/<key>.<uploadId>/<x>.part   a part that is still arriving
 *     blobs/<kk>/<key>/00001              a finished blob, <kk> being the first two characters of its key
 *
 * A key and an upload id are 22 base64url characters and a part's name is five digits, so no name can hold a separator
 * or a dot of its own.
 */

/** An upload's id as this store makes it: 16 random bytes, base64url. */
export const uploadId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/, 'must be 16 bytes, base64url'))

/** The directory of everything unfinished. */
export const uploadsDirectory = (root: string): string => join(root, 'uploads')

/** The directory of everything finished. */
export const blobsDirectory = (root: string): string => join(root, 'blobs')

/** The directory of one upload. Throws where `id` is not one this store made. */
export function uploadDirectory(root: string, key: DropId, id: string): string {
  return join(uploadsDirectory(root), `${dropId.parse(key)}.${uploadId.parse(id)}`)
}

/** The directory of one finished blob. */
export function blobDirectory(root: string, key: DropId): string {
  return join(blobsDirectory(root), key.slice(0, 2), dropId.parse(key))
}

/** The key and id an upload's directory is named after, or null where the name is not ours. */
export function parseUploadName(name: string): { key: DropId; uploadId: string } | null {
  const [first, second, ...rest] = name.split('.')
  const key = dropId.safeParse(first)
  const id = uploadId.safeParse(second)
  return rest.length === 0 && key.success && id.success ? { key: key.data, uploadId: id.data } : null
}

/** A part's file name: its number in five digits. */
export function partName(number: number): string {
  return String(partNumber.parse(number)).padStart(5, '0')
}

/** The number in a part's file name, or null where the name is not a part's. */
export function parsePartName(name: string): number | null {
  const number = /^\d{5}$/.test(name) ? Number(name) : 0
  return partNumber.safeParse(number).success ? number : null
}
