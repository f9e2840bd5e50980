/* eslint no-console: off -- the one place that writes to the log: lines for an operator, never an identifier, a token or an address */

/** A line worth an operator's look. */
export function logNote(line: string): void {
  console.log(line)
}

/** Something failed and was dealt with; it may need an operator. */
export function logFailure(line: string): void {
  console.error(line)
}
