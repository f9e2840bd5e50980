import { describeUploadLocks } from '../../ports/upload-locks.contract.ts'
import { createMemoryUploadLocks } from './memory-upload-locks.ts'

const browser = createMemoryUploadLocks()
describeUploadLocks('memory', () => browser)
