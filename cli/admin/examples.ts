import type { Command } from 'commander'

/** What `--help` shows under each command, by its name below `admin`. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  list: [
    'snowdrop admin list --reported                   what somebody reported',
    'snowdrop admin list --state live --json',
  ],
  show: [
    'snowdrop admin show DROP',
    'snowdrop admin show - < link.txt                 by a link that no other program sees',
  ],
  reports: ['snowdrop admin reports --all                     those that are closed, too'],
  dismiss: ['snowdrop admin dismiss 7 --reason "a misunderstanding"'],
  code: ['snowdrop admin code 7 --reason "asked by the police, 12 March"'],
  look: ['snowdrop admin look 7                            by the code that a reporter disclosed'],
  quarantine: ['snowdrop admin quarantine DROP --reason "report 7"'],
  release: ['snowdrop admin release DROP --reason "report 7 was wrong"'],
  delete: ['snowdrop admin delete DROP --yes --reason "report 7"'],
  block: ['snowdrop admin block DROP --reason "report 7"'],
  unblock: ['snowdrop admin unblock 3                         its number is in `snowdrop admin blocks`'],
  blocks: ['snowdrop admin blocks --json'],
  audit: [
    'snowdrop admin audit DROP                        what was done to one drop',
    'snowdrop admin audit --limit 500 --json',
  ],
  make: ['snowdrop admin ticket make --label Ann --drops 5 --bytes "2 GiB" --expires 7d'],
  'ticket list': ['snowdrop admin ticket list --json'],
  end: ['snowdrop admin ticket end 4                      its number is in `snowdrop admin ticket list`'],
}

/** Adds its examples to each command below `parent`. */
export function addExamples(parent: Command): void {
  for (const command of parent.commands) {
    const lines = EXAMPLES[`${parent.name()} ${command.name()}`] ?? EXAMPLES[command.name()]
    if (lines !== undefined) command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  ${line}\n`).join('')}`)
    addExamples(command)
  }
}
