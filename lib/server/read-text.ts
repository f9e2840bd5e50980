import * as z from 'zod'

/** A variable's text, turned into a value; a text it cannot read is refused with what is allowed. */
export function reading<T>(parse: (text: string) => T | undefined, allowed: string) {
  return z.string().transform((text, context) => {
    const value = parse(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: allowed })
    return z.NEVER
  })
}

/** A variable that may hold any text. */
export const text = z.string().min(1, 'not empty')
