import type { UploadGrant, UploadGrantRequest, UploadGrantResponse } from '../../wire/drops.ts'

/** A part that wants a grant: its number, and its exact length as stored, in bytes. */
export type WantedPart = UploadGrantRequest['parts'][number]

/** What grants of an upload depend on. */
export interface PartGrantsDeps {
  readonly ask: (parts: readonly WantedPart[]) => Promise<UploadGrantResponse>
  /** This part, and those that are likely to be wanted next. */
  readonly upcoming: (number: number) => readonly WantedPart[]
  /** ms. */
  readonly now: () => number
}

/**
 * Grants of one upload, asked for several at a time and before they are needed, so that no part waits for the server.
 */
export interface PartGrants {
  /** Takes in what was granted unasked. */
  readonly accept: (response: UploadGrantResponse) => void
  /** Asks for what `take` will want. */
  readonly prepare: (number: number) => void
  /** A grant that was not taken before. Errors: those of `ask`. */
  readonly take: (number: number) => Promise<UploadGrant>
}

/** A grant that waited longer is not used: a part begins well before its grant ends (GRANT_MS), in ms. */
const FRESH_MS = 60_000

interface Asked {
  readonly grant: Promise<UploadGrant>
  readonly until: number
}

/** Grants as the server signs them. */
export function createPartGrants({ ask, upcoming, now }: PartGrantsDeps): PartGrants {
  const asked = new Map<number, Asked>()

  function freshOf(number: number): Asked | undefined {
    const found = asked.get(number)
    return found !== undefined && found.until > now() ? found : undefined
  }

  function request(number: number): Promise<UploadGrant> {
    const parts = upcoming(number).filter((part) => part.number === number || freshOf(part.number) === undefined)
    const answer = ask(parts)
    const until = now() + FRESH_MS
    const grantOf = async (wanted: number) => {
      const found = (await answer).grants.find((each) => each.number === wanted)
      if (found === undefined) throw new Error(`no grant for part ${wanted}`)
      return found
    }
    for (const part of parts) {
      const entry = { grant: grantOf(part.number), until }
      asked.set(part.number, entry)
      // What failed is asked for again, by whoever wants it next.
      entry.grant.catch(() => asked.get(part.number) === entry && asked.delete(part.number))
    }
    return asked.get(number)?.grant ?? grantOf(number)
  }

  return {
    accept({ grants }) {
      const until = now() + FRESH_MS
      for (const grant of grants) asked.set(grant.number, { grant: Promise.resolve(grant), until })
    },
    prepare(number) {
      if (freshOf(number) === undefined) void request(number).catch(() => {})
    },
    take(number) {
      const grant = freshOf(number)?.grant ?? request(number)
      asked.delete(number)
      return grant
    },
  }
}
