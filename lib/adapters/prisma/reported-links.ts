import type { Transaction } from './database.ts'

/** The links of a drop that somebody reported: by them the few reports are found, without a look at all of them. */
export async function reportedLinks(tx: Transaction, dropId: string): Promise<string[]> {
  const links = await tx.link.findMany({ where: { dropId, reports: { some: {} } }, select: { locator: true } })
  return links.map(({ locator }) => locator)
}

/** One link, some, or all of a drop. */
export type OfLinks = { readonly locator: string | { in: string[] } } | { readonly dropId: string }

/**
 * Erases the codes that were disclosed of links that have just ended: they open nothing any more, so nobody needs them.
 */
export async function eraseCodes(tx: Transaction, of: OfLinks): Promise<void> {
  const locator = 'locator' in of ? of.locator : { in: await reportedLinks(tx, of.dropId) }
  await tx.report.updateMany({ where: { locator, code: { not: null } }, data: { code: null } })
}
