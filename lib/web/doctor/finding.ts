/** What one check found. `advice` works, but could be better; a `fault` has to be mended. */
export interface Finding {
  readonly state: 'well' | 'advice' | 'fault'
  /** A sentence; where something is wrong it names the setting to change. */
  readonly says: string
  /** What to paste, where there is something. */
  readonly paste?: string
}

/** All is well with this. */
export const well = (says: string): Finding => ({ state: 'well', says })

/** Something works and could be better. */
export const advice = (says: string, paste?: string): Finding => ({
  state: 'advice',
  says,
  ...(paste !== undefined && { paste }),
})

/** Something has to be mended. */
export const fault = (says: string, paste?: string): Finding => ({ ...advice(says, paste), state: 'fault' })

/** The kind or code of a failure and its causes, for an operator: never a message, which may hold what must not be shown. */
export function causeOf(error: unknown): string {
  const names: string[] = []
  for (let at = error; at instanceof Error && names.length < 4; at = at.cause) {
    names.push('code' in at && typeof at.code === 'string' ? at.code : at.name)
  }
  return names.join(', ') || typeof error
}
