/** Which site it was about: for the terminal of whoever named it, and nowhere else. */
export class SiteTrouble extends Error {
  override readonly name = 'SiteTrouble'
  /** Its address. */
  readonly base: string

  constructor(base: string, cause: unknown) {
    super('a site', { cause })
    this.base = base
  }
}

/** The system's own name of what went wrong, as `ECONNREFUSED`; `null` where it has none. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const isNamed = 'code' in error && typeof error.code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(error.code)
  return isNamed ? String(error.code) : systemCode(error.cause)
}
