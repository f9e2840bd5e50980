import { readFileSync } from 'node:fs'
import type { RunningCli } from '../e2e/cli/run-cli.ts'

/** The most memory of a process's whole life so far, in MiB (proc(5), VmHWM). */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/**
 * Waits until a command has succeeded. Answers how long it took, in seconds, its most memory in MiB, and what it
 * printed.
 */
export async function measureRun(start: () => RunningCli): Promise<{ seconds: number; peak: number; stdout: string }> {
  const begun = performance.now()
  const run = start()
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, peakOf(run.child.pid))
  }, 50)
  const { code, stdout, stderr } = await run.ended
  clearInterval(timer)
  if (code !== 0) throw new Error(stderr)
  return { seconds: (performance.now() - begun) / 1000, peak, stdout: stdout.toString() }
}
