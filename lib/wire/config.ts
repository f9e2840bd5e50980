import * as z from 'zod/mini'
import { byteCount, downloadCount, seconds } from './fields.ts'

/** `GET /api/v1/config`: what this instance allows. */
export const configResponse = z.object({
  name: z.string(),
  version: z.string(),
  /** Who may begin a drop: everybody, who has a ticket, nobody. Receiving is open to everybody. */
  uploads: z.enum(['open', 'ticket', 'closed']),
  /** Largest payload a drop may hold, in bytes of plaintext. */
  maxDropBytes: byteCount,
  expiry: z.object({ choices: z.array(seconds), default: seconds, min: seconds, max: seconds }),
  downloads: z.object({
    choices: z.array(downloadCount),
    default: downloadCount,
    min: downloadCount,
    max: downloadCount,
  }),
  /** Most links of one drop that live at the same time. The server keeps this, and the limits above. */
  linksMax: z.int().check(z.positive()),
  /**
   * What the page offers. These three are the operator's advice to it: a server that sees only ciphertext cannot know
   * whether they were followed.
   */
  kinds: z.array(z.enum(['files', 'note', 'redirect'])).check(z.minLength(1)),
  password: z.enum(['optional', 'required', 'off']),
  lookInside: z.boolean(),
})
export type ConfigResponse = z.infer<typeof configResponse>
