import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

function parentOf(pid: string): string | null {
  try {
    return /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}

function tree(root: number): string[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [pid, parentOf(pid)] as const),
  )
  const isBelow = (pid: string | null): boolean =>
    pid !== null && (pid === String(root) || isBelow(parents.get(pid) ?? null))
  return [...parents.keys()].filter(isBelow)
}

function pss(pid: string): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** Proportional memory of a process and all below it, in bytes (Linux). Pages shared between them count once. */
export function treeMemory(root: number): number {
  return tree(root).reduce((sum, pid) => sum + pss(pid), 0)
}

/** The largest `treeMemory` of `root` while `work` runs, sampled five times a second, in bytes. */
export async function peakMemory(root: number, work: () => Promise<void>): Promise<number> {
  let running = true
  let peak = treeMemory(root)
  const watch = (async () => {
    while (running) {
      peak = Math.max(peak, treeMemory(root))
      await sleep(200)
    }
  })()
  try {
    await work()
  } finally {
    running = false
    await watch
  }
  return peak
}
