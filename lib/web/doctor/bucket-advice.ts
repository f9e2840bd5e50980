import { corsRuleFor, lifecycleRuleFor } from '../../adapters/s3/bucket-rules.ts'

/** The CORS configuration that is needed, as the AWS command line, Ceph's s3cmd and most consoles take it. */
export function corsToPaste(origin: string): string {
  return JSON.stringify({ CORSRules: [corsRuleFor(origin)] }, null, 2)
}

/** The lifecycle configuration that is advised, in the same form. */
export function lifecycleToPaste(prefix: string): string {
  return JSON.stringify({ Rules: [lifecycleRuleFor(prefix, null)] }, null, 2)
}
