import { corsRuleFor, lifecycleRuleFor } from '../../adapters/s3/bucket-rules.ts'

/** The CORS configuration that is needed, as the AWS command line, Ceph's s3cmd and most consoles take it. */
export function corsToPaste(origin: string): string {
  return JSON.stringify({ CORSRules: [corsRuleFor(origin)] }, null, 2)
}

/** The lifecycle configuration that is advised where drops live for at most `longestDays`, in the same form. */
export function lifecycleToPaste(prefix: string, longestDays: number): string {
  return JSON.stringify({ Rules: [lifecycleRuleFor(prefix, longestDays)] }, null, 2)
}
