import { testLeaseStore } from '../../ports/lease-store.contract.ts'
import { createMemoryLeaseStore } from './memory-lease-store.ts'

testLeaseStore(() => Promise.resolve(createMemoryLeaseStore()))
