import type { Transaction } from './database.ts'

/** The links of a drop that somebody reported: by them the few reports are found, without a look at all of them. */
export async function reportedLinks(tx: Transaction, dropId: string): Promise<string[]> {
  const links = await tx.link.findMany({ where: { dropId, reports: { some: {} } }, select: { locator: true } })
  return links.map(({ locator }) => locator)
}

/** Erases the codes that were disclosed of links that have just ended: they open nothing any more, so nobody needs them. */
export async function eraseCodes(tx: Transaction, of: { locator: string } | { dropId: string }): Promise<void> {
  const locators = 'locator' in of ? [of.locator] : await reportedLinks(tx, of.dropId)
  if (locators.length === 0) return
  await tx.report.updateMany({ where: { locator: { in: locators }, code: { not: null } }, data: { code: null } })
}
