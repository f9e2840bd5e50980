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
