import { describeDeletion } from './deletion.contract.ts'
import { describeLeases } from './leases.contract.ts'
import { openTestServer } from './server.fixture.ts'

describeLeases('leases on SQLite', () => openTestServer())
describeDeletion('deletion on SQLite', () => openTestServer())
