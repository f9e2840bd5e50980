import * as z from 'zod/mini'
import { byteCount, downloadCount, seconds } from './fields.ts'

/** `GET /api/v1/config`: what this instance allows. */
export const configResponse = z.object({
  name: z.string(),
  version: z.string(),
  /** Largest payload a drop may hold, in bytes of plaintext. */
  maxDropBytes: byteCount,
  expiry: z.object({ choices: z.array(seconds), default: seconds, min: seconds, max: seconds }),
  downloads: z.object({
    choices: z.array(downloadCount),
    default: downloadCount,
    min: downloadCount,
    max: downloadCount,
  }),
})
export type ConfigResponse = z.infer<typeof configResponse>
