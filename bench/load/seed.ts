/** How a database spells what the seed needs. `x` and `n` are SQL. */
interface Dialect {
  /** `s(i)`: 1 to `n`. */
  readonly series: (n: number) => string
  /** 22 characters that depend on `i`, in no order, as real identifiers are. */
  readonly id: (multiplier: number) => string
  /** A time `x` seconds from now. */
  readonly at: (x: string) => string
  readonly bytes: string
}

const DIALECTS: Readonly<Record<'sqlite' | 'postgresql', Dialect>> = {
  sqlite: {
    series: (n) => `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${n})`,
    id: (multiplier) => `printf('%08x%012xAA', (i * ${multiplier}) & 4294967295, i)`,
    at: (x) => `strftime('%Y-%m-%dT%H:%M:%f', 'now', (${x}) || ' seconds') || '+00:00'`,
    bytes: 'randomblob(300)',
  },
  postgresql: {
    series: (n) => `WITH s AS (SELECT generate_series(1, ${n})::bigint AS i)`,
    id: (multiplier) => `lpad(to_hex((i * ${multiplier}) & 4294967295), 8, '0') || lpad(to_hex(i), 12, '0') || 'AA'`,
    at: (x) => `(now() AT TIME ZONE 'utc') + (${x}) * interval '1 second'`,
    bytes: `decode(repeat(md5(i::text), 18), 'hex')`,
  },
}

const DROP = 2654435761
const LINK = 2246822519
const HASH = "substr('AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGhIjKlMnOpQrStUvWxYz', 1, 43)"
/** Of a hundred: 31 live, one of which is to be due, and 69 ended within the week that tombstones last. */
const LIVE = 'i % 100 < 31'
const DUE = 'i % 100 = 30'

/**
 * Statements that fill empty tables with `n` drops of one link each, with the leases and receipts that came of them.
 */
export function seedStatements(kind: keyof typeof DIALECTS, n: number): string[] {
  const { series, id, at, bytes } = DIALECTS[kind]
  const from = `${series(n)} SELECT`
  const created = at('-(i % 500000) - 60')
  const ended = at('-(i % 500000)')
  const ifLive = (then: string, otherwise = 'NULL') => `CASE WHEN ${LIVE} THEN ${then} ELSE ${otherwise} END`
  return [
    `INSERT INTO "Drop" ("id", "state", "ownerHash", "header", "sealedLength", "parts", "commitment", "manifest", "heldBytes", "createdAt", "lastActiveAt", "endedAt")
     ${from} ${id(DROP)}, ${ifLive("'live'", "'ended'")}, ${HASH}, 'c25vd2Ryb3ABARIAAAAAQA', 65552, 1, ${ifLive(HASH)}, ${ifLive(bytes)},
       ${ifLive('65552', '0')}, ${created}, ${created}, ${ifLive('NULL', ended)} FROM s`,
    `INSERT INTO "Link" ("locator", "dropId", "salt", "wrappedKey", "accessHash", "maxDownloads", "counted", "placesLeft", "createdAt", "expiresAt", "endedAt", "endReason")
     ${from} ${id(LINK)}, ${id(DROP)}, ${ifLive(HASH)}, ${ifLive(`${HASH} || '012345678901234567890'`)}, ${HASH}, 1, ${ifLive('0', '1')}, ${ifLive('1', '0')},
       ${created}, ${at('86400 + i % 500000')}, ${ifLive('NULL', ended)}, ${ifLive('NULL', "'used-up'")} FROM s`,
    `INSERT INTO "Lease" ("id", "locator", "tokenHash", "state", "granted", "grantedParts", "claimedAt", "lapsesAt", "endedAt")
     ${from} ${id(DROP)}, ${id(LINK)}, ${HASH}, 'counted', ${kind === 'sqlite' ? "x'01'" : "'\\x01'::bytea"}, 1, ${created}, ${ended}, ${ended} FROM s WHERE NOT ${LIVE}`,
    ...['claimed', 'counted'].map(
      (event) =>
        `INSERT INTO "Receipt" ("locator", "at", "event") ${from} ${id(LINK)}, ${ended}, '${event}' FROM s WHERE NOT ${LIVE}`,
    ),
    `UPDATE "Storage" SET "heldBytes" = (SELECT COALESCE(SUM("heldBytes"), 0) FROM "Drop")`,
  ]
}

/** Statements that let the hundredth part of the seed be due now, and what tells its drops. */
export function dueStatements(
  kind: keyof typeof DIALECTS,
  n: number,
): { readonly expire: string; readonly drops: string } {
  const { series, id, at } = DIALECTS[kind]
  const ids = (multiplier: number) => `${series(n)} SELECT ${id(multiplier)} AS id FROM s WHERE ${DUE}`
  return {
    expire: `UPDATE "Link" SET "expiresAt" = ${at('-1')} WHERE "locator" IN (${ids(LINK)})`,
    drops: ids(DROP),
  }
}
