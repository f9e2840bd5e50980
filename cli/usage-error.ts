/** Something the person has to say otherwise: an argument, a place. The message is for them, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
