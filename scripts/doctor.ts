// `npm run doctor`: tries all that the instance stands on, as it is set, and says what to change. Ends with 1 where something is wrong.
import { readSettings } from '../lib/server/settings.ts'
import { examineInstance } from '../lib/web/doctor/examine-instance.ts'

const marks = { well: 'ok   ', advice: 'hint ', fault: 'WRONG' }
const counts = { well: 0, advice: 0, fault: 0 }

try {
  for await (const { state, says, paste } of examineInstance(readSettings(process.env))) {
    counts[state] += 1
    console.log(`${marks[state]} ${says}`)
    if (paste !== undefined) console.log(paste.replaceAll(/^/gm, '      '))
  }
  console.log(`\n${counts.well} well, ${counts.advice} to improve, ${counts.fault} wrong`)
  process.exit(counts.fault > 0 ? 1 : 0)
} catch (error) {
  console.error(error instanceof Error ? `snowdrop: ${error.message}` : error)
  process.exit(1)
}
