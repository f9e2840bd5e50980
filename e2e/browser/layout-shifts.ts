import type { Page } from '@playwright/test'

declare global {
  interface Window {
    shifts: string[]
  }
}

interface LayoutShift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
  readonly sources: readonly {
    readonly node: Node | null
    readonly previousRect: DOMRect
    readonly currentRect: DOMRect
  }[]
}

/** Writes down each layout shift of the pages loaded from now on that nobody asked for (Layout Instability, 2). */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.shifts = []
    const name = (node: Node | null) =>
      (node instanceof Element ? node : node?.parentElement)?.outerHTML.slice(0, 80) ?? '?'
    const place = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ')
    const moved = ({ node, previousRect, currentRect }: LayoutShift['sources'][number]) =>
      `${name(node)} (${place(previousRect)} → ${place(currentRect)})`
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[])
        if (!hadRecentInput) window.shifts.push(`${value.toFixed(4)}: ${sources.map(moved).join(', ')}`)
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** How far and what, a line each. */
export async function layoutShifts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.shifts)
}
