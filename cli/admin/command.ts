import type { Command } from 'commander'
import { addList } from './list.ts'
import { addReports } from './reports.ts'

/** Adds `snowdrop admin`: one file a subcommand, each run by `onInstance`. */
export function addAdmin(program: Command): void {
  const admin = program
    .command('admin')
    .description('Look after an instance: on its machine, with the settings of its server')
  addList(admin)
  addReports(admin)
}
