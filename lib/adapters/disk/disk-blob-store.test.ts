import { describeBlobStore } from '../../ports/blob-store.contract.ts'
import { openDiskStore } from './disk-store.fixture.ts'

describeBlobStore('disk', openDiskStore)
