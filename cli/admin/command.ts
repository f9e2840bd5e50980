import type { Command } from 'commander'
import { addAudit } from './audit.ts'
import { addBlock } from './block.ts'
import { addExamples } from './examples.ts'
import { addHoldBack } from './hold-back.ts'
import { addList } from './list.ts'
import { addLook } from './look.ts'
import { addReports } from './reports.ts'
import { addShow } from './show.ts'
import { addTickets } from './ticket.ts'

/**
 * Adds `snowdrop admin`: a file for each group of subcommands, each run by `onInstance`. `signal` is aborted when the
 * person stops one.
 */
export function addAdmin(program: Command, signal: AbortSignal): void {
  const admin = program
    .command('admin')
    .description('Look after an instance: on its machine, with the settings of its server')
  for (const add of [addList, addShow, addReports, addLook, addHoldBack, addBlock, addTickets, addAudit])
    add(admin, signal)
  addExamples(admin)
}
