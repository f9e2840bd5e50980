import type { Command } from 'commander'
import { UsageError } from './usage-error.ts'

function addNotHere(program: Command, name: string): void {
  program
    .command(name, { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new UsageError(
        `\`snowdrop ${name}\` looks after an instance: run it on its machine, in the clone that it is served from.`,
      )
    })
}

/** Stands in the published package for `cli/admin/command.ts`, which needs the server's own code. */
export function addAdmin(program: Command): void {
  addNotHere(program, 'admin')
}

/** Stands there for `cli/doctor/command.ts`. */
export function addDoctor(program: Command): void {
  addNotHere(program, 'doctor')
}
