import { readSettings } from '../../lib/server/settings.ts'
import { examineInstance } from '../../lib/web/doctor/examine-instance.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { UsageError } from '../usage-error.ts'

const marks = { well: 'ok   ', advice: 'hint ', fault: 'WRONG' }

function settings() {
  try {
    return readSettings(process.env)
  } catch (error) {
    throw error instanceof Error ? new UsageError(error.message) : error
  }
}

/** `snowdrop doctor`: ends with 1 where something is wrong. Errors: `UsageError` for a setting that cannot be. */
export async function runDoctor(json: boolean): Promise<void> {
  const counts = { well: 0, advice: 0, fault: 0 }
  const found: unknown[] = []
  for await (const finding of examineInstance(settings())) {
    const { state, says, paste } = finding
    counts[state] += 1
    if (json) found.push(finding)
    else
      process.stdout.write(
        `${marks[state]} ${says}\n${paste === undefined ? '' : `${paste.replaceAll(/^/gm, '      ')}\n`}`,
      )
  }
  if (json) process.stdout.write(`${JSON.stringify(found)}\n`)
  else process.stdout.write(`\n${counts.well} well, ${counts.advice} to improve, ${counts.fault} wrong\n`)
  if (counts.fault > 0) process.exitCode = EXIT_CODES.internal
}
