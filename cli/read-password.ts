import { text as readAll } from 'node:stream/consumers'
import { DropError } from '../lib/format/drop-error.ts'

/** The password on standard input. One line's end is the shell's, not the password's. */
export async function readPassword(): Promise<string> {
  return (await readAll(process.stdin)).replace(/\r?\n$/, '')
}

/** Asks a person, and shows no letter. Errors: `cancelled`. */
export async function askPassword(message: string, signal: AbortSignal): Promise<string> {
  const { default: password } = await import('@inquirer/password')
  try {
    return await password({ message, mask: true }, { signal, output: process.stderr })
  } catch (cause) {
    throw new DropError('cancelled', { cause })
  }
}
