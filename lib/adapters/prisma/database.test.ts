import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from './database.ts'
import { migrateDatabase } from './migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'snowdrop-database-'))
const url = `file:${join(folder, 'test.db')}`
let database: Database
beforeAll(async () => {
  await migrateDatabase(url, '.', () => {})
  database = await openDatabase(url)
})
afterAll(async () => {
  await database.$disconnect()
  rmSync(folder, { recursive: true, force: true })
})

const act = (subject: string) => ({ at: new Date(0), who: 'x', action: 'x', subject, reason: 'x' })

/** Runs `beside` while a transaction has written and not ended, and undoes the transaction then. */
async function besideUndone<T>(beside: () => Promise<T>): Promise<T> {
  const written = Promise.withResolvers<undefined>()
  const transaction = database.$transaction(async (tx) => {
    await tx.audit.create({ data: act('undone') })
    written.resolve(undefined)
    await new Promise((resolve) => setTimeout(resolve, 50))
    throw new Error('undo')
  })
  const undone = expect(transaction).rejects.toThrow('undo')
  await written.promise
  const result = await beside()
  await undone
  return result
}

test('a write that was told done stays, though a transaction beside it is undone', async () => {
  await besideUndone(() => database.audit.create({ data: act('done') }))
  expect(await database.audit.findMany({ select: { subject: true } })).toEqual([{ subject: 'done' }])
})

test('nobody reads what a transaction may still undo', async () => {
  expect(await besideUndone(() => database.audit.count({ where: { subject: 'undone' } }))).toBe(0)
})

test('a transaction that does not begin leaves the way free for the next', async () => {
  const impatient = () => database.$transaction((tx) => tx.audit.count(), { maxWait: 1, timeout: 1000 })
  await besideUndone(() => expect(impatient()).rejects.toThrow('Unable to start a transaction'))
  await database.$transaction((tx) => tx.audit.create({ data: act('after') }))
  expect(await database.audit.count({ where: { subject: 'after' } })).toBe(1)
})
