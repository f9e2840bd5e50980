import type { CORSRule, LifecycleRule } from '@aws-sdk/client-s3'

/** What our rules are called, so that they can be found again beside those of others. */
const RULE_ID = 'snowdrop'
/** An upload may rest for a day; storage itself gives one up a day later (DESIGN 6). In days. */
export const ABORT_DAYS = 2

/** What browsers at `origin` need: parts are PUT and ranges are read, with these request headers at the most. */
export function corsRuleFor(origin: string): CORSRule {
  return {
    ID: RULE_ID,
    AllowedOrigins: [origin],
    AllowedMethods: ['GET', 'PUT'],
    AllowedHeaders: ['content-type', 'range'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 3600,
  }
}

/** Storage may count from the day an upload began, and rounds. In days. */
const MARGIN_DAYS = 2

/** The safety net behind our own deletion, where no drop lives longer than `longestDays`. */
export function lifecycleRuleFor(prefix: string, longestDays: number): LifecycleRule {
  return {
    ID: RULE_ID,
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORT_DAYS },
    Expiration: { Days: longestDays + MARGIN_DAYS },
  }
}

// eslint-disable-next-line @typescript-eslint/no-deprecated -- rules that others set long ago have it there
function prefixOf({ Filter, Prefix }: LifecycleRule): string {
  return Filter?.And?.Prefix ?? Filter?.Prefix ?? Prefix ?? ''
}

/** Whether a rule is in force for objects without tags, as ours are. */
function isInForce({ Status, Filter }: LifecycleRule): boolean {
  return Status === 'Enabled' && Filter?.Tag === undefined && (Filter?.And?.Tags?.length ?? 0) === 0
}

/** What the rules of a bucket mean for what lies under a prefix; days, or null where no rule says so. */
export interface LifecycleSummary {
  /** After how many days something of ours is deleted, by the earliest rule; 0 for a fixed date. */
  readonly expireDays: number | null
  /** After how many days every unfinished upload of ours is given up, by the earliest rule. */
  readonly abortDays: number | null
}

function earliest(days: readonly (number | undefined)[]): number | null {
  const known = days.filter((each) => each !== undefined)
  return known.length === 0 ? null : Math.min(...known)
}

/** Reads the rules that touch `prefix`. */
export function summarise(rules: readonly LifecycleRule[], prefix: string): LifecycleSummary {
  const ours = rules.filter(isInForce)
  const touching = ours.filter((rule) => prefix.startsWith(prefixOf(rule)) || prefixOf(rule).startsWith(prefix))
  return {
    expireDays: earliest(touching.map(({ Expiration }) => (Expiration?.Date === undefined ? Expiration?.Days : 0))),
    abortDays: earliest(touching.map(({ AbortIncompleteMultipartUpload: abort }) => abort?.DaysAfterInitiation)),
  }
}

interface Named {
  readonly ID?: string | undefined
}

/** `rules` with ours in its place: what others set stays. */
export function withOurs<R extends Named>(rules: readonly R[], ours: R): R[] {
  return [...rules.filter(({ ID }) => ID !== RULE_ID), ours]
}

const sameSet = (a: readonly string[] | undefined = [], b: readonly string[] | undefined = []) =>
  [...a].sort().join() === [...b].sort().join()

/** Whether `rules` have this very rule of ours already. Storage may order its lists as it likes. */
export function hasCors(rules: readonly CORSRule[], ours: CORSRule): boolean {
  return rules.some(
    (rule) =>
      rule.ID === ours.ID &&
      sameSet(rule.AllowedOrigins, ours.AllowedOrigins) &&
      sameSet(rule.AllowedMethods, ours.AllowedMethods) &&
      sameSet(rule.AllowedHeaders, ours.AllowedHeaders) &&
      sameSet(rule.ExposeHeaders, ours.ExposeHeaders),
  )
}

/** As `hasCors`, for the lifecycle rule. */
export function hasLifecycle(rules: readonly LifecycleRule[], ours: LifecycleRule): boolean {
  return rules.some(
    (rule) =>
      rule.ID === ours.ID &&
      rule.Status === 'Enabled' &&
      prefixOf(rule) === prefixOf(ours) &&
      rule.Expiration?.Days === ours.Expiration?.Days &&
      rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ===
        ours.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  )
}
