import { text as readAll } from 'node:stream/consumers'
import type { Written } from '../../lib/client/send/send-state.ts'
import { parseTicket } from '../../lib/format/ticket.ts'
import { sentFolder } from '../home-folder.ts'
import { keepFreedMemory } from '../keep-freed-memory.ts'
import { siteOf } from '../site.ts'
import { siteAt } from '../site-address.ts'
import { openTerminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { LinkOptions } from './choose-link.ts'
import type { PasswordOptions } from './choose-password.ts'
import { connect } from './connect.ts'
import { type SendRequest, send } from './send.ts'

/** What commander read. */
export interface SendOptions extends LinkOptions, PasswordOptions {
  readonly name?: string
  readonly note?: string | true
  readonly redirect?: string
  readonly fresh?: true
  readonly words?: true
  readonly qr?: true
  readonly copy?: true
  readonly json?: true
  readonly quiet?: true
  readonly server?: string
  readonly ticket?: string
}

async function writtenOf({ note, redirect, passwordStdin }: SendOptions): Promise<Written | null> {
  if (redirect !== undefined) return { kind: 'redirect', address: redirect }
  if (note === undefined) return null
  if (note !== true && note !== '-') return { kind: 'note', text: note }
  if (passwordStdin === true) throw new UsageError('Standard input cannot be both the note and its password.')
  return { kind: 'note', text: await readAll(process.stdin) }
}

function checkOptions(paths: readonly string[], { name, note, redirect, passwordStdin, password }: SendOptions): void {
  const ways = [paths.length > 0, note !== undefined, redirect !== undefined].filter(Boolean).length
  if (ways === 0)
    throw new UsageError('Say what to send: files or folders, - for standard input, --note or --redirect.')
  if (ways > 1) throw new UsageError('Send files, a note or an address, each by itself.')
  const readsInput = paths.includes('-')
  if (paths.filter((path) => path === '-').length > 1) throw new UsageError('There is only one standard input.')
  if (readsInput && (passwordStdin === true || password === true))
    throw new UsageError('Standard input is sent here, so no password can be read: say --password-generate.')
  if (name !== undefined && !readsInput) throw new UsageError('--name is for what comes through -, standard input.')
  if (name !== undefined && (/[/\\]/.test(name) || name === ''))
    throw new UsageError('--name takes a file name, without folders.')
}

function requestOf(options: SendOptions, content: SendRequest['content']): SendRequest {
  const { json, words, qr, copy, fresh } = options
  return {
    content,
    link: options,
    password: options,
    print: { json: json === true, words: words === true, qr: qr === true, copy: copy === true },
    fresh: fresh === true,
    input: process.stdin,
  }
}

/** Runs `snowdrop send`. Errors: those of `send`. */
export async function runSend(paths: readonly string[], options: SendOptions, signal: AbortSignal): Promise<void> {
  checkOptions(paths, options)
  if (options.server === undefined)
    throw new UsageError('Say which site to send to: add --server URL, or set SNOWDROP_SERVER.')
  const base = siteAt(options.server)
  keepFreedMemory()
  const terminal = openTerminal(process, options.quiet === true, Date.now)
  const content = (await writtenOf(options)) ?? { kind: 'files' as const, paths, name: options.name ?? 'stdin' }
  const ticket = options.ticket === undefined ? null : parseTicket(options.ticket)
  const connection = connect(siteOf(base), sentFolder(process.env, base), ticket)
  await send(connection, terminal, requestOf(options, content), signal)
}
