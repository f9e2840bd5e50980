import { generatePassword } from '../../lib/client/password/generate-password.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import type { ConfigResponse } from '../../lib/wire/config.ts'
import { askPassword, readPassword } from '../read-password.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'

/** Where the links' password comes from. */
export interface PasswordOptions {
  readonly password?: true
  readonly passwordStdin?: true
  readonly passwordGenerate?: true
  readonly hint?: string
}

/** A password, and whether it was made here, so that it has to be shown. */
export interface ChosenPassword {
  readonly password: string | null
  readonly isGenerated: boolean
}

async function askTwice(signal: AbortSignal, terminal: Terminal): Promise<string> {
  for (;;) {
    const password = await askPassword('Password for the link', signal)
    if (password === '') terminal.say('It needs one character or more.')
    else if (password === (await askPassword('Once more', signal))) return password
    else terminal.say('These two are not the same.')
  }
}

/** Checks what was said against what the instance asks for. Errors: `UsageError`. */
export function checkPasswordOptions(options: PasswordOptions, terminal: Terminal, config: ConfigResponse): void {
  const ways = [options.password, options.passwordStdin, options.passwordGenerate].filter((way) => way === true)
  if (ways.length > 1) throw new UsageError('Say only one of --password, --password-stdin and --password-generate.')
  if (ways.length > 0 && config.password === 'off') throw new UsageError('This site has no passwords.')
  if (ways.length === 0 && config.password === 'required')
    throw new UsageError('This site wants a password: say --password, --password-stdin or --password-generate.')
  if (ways.length === 0 && options.hint !== undefined) throw new UsageError('A --hint needs a password.')
  if (options.password === true && !terminal.canAsk)
    throw new UsageError('Nobody can be asked for a password here: say --password-stdin or --password-generate.')
}

/** Asks for, reads or makes the password. Errors: `cancelled`, `UsageError`. */
export async function choosePassword(
  options: PasswordOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ChosenPassword> {
  if (options.passwordGenerate === true) return { password: await generatePassword(cryptoRandom), isGenerated: true }
  if (options.password === true) return { password: await askTwice(signal, terminal), isGenerated: false }
  if (options.passwordStdin !== true) return { password: null, isGenerated: false }
  const password = await readPassword()
  if (password === '') throw new UsageError('There is no password on standard input.')
  return { password, isGenerated: false }
}
