// `npm run doctor`: tries all that the instance stands on, as it is set, and says what to change. Ends with 1 where
// something is wrong.
import { runDoctor } from '../cli/doctor/run-doctor.ts'

try {
  await runDoctor(false)
  process.exit()
} catch (error) {
  console.error(error instanceof Error ? `snowdrop: ${error.message}` : error)
  process.exit(1)
}
