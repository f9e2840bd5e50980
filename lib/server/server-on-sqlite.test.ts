import { describeAbuse } from './abuse.contract.ts'
import { describeChanges } from './changes.contract.ts'
import { describeDeletion } from './deletion.contract.ts'
import { describeLeases } from './leases.contract.ts'
import { describeLinks } from './links.contract.ts'
import { openTestServer } from './server.fixture.ts'
import { describeStorageCap } from './storage-cap.contract.ts'
import { describeTickets } from './tickets.contract.ts'

describeLeases('leases on SQLite', () => openTestServer())
describeChanges('changes on SQLite', () => openTestServer())
describeLinks('links on SQLite', () => openTestServer())
describeDeletion('deletion on SQLite', () => openTestServer())
describeTickets('tickets on SQLite', () => openTestServer())
describeStorageCap('the storage cap on SQLite', () => openTestServer())
describeAbuse('abuse on SQLite', () => openTestServer())
