import type { ReadyLink } from '../../lib/client/send-state.ts'

/** What to call a link among several: its name, else its place. */
export function titleOf({ label }: Pick<ReadyLink, 'label'>, index: number): string {
  return label ?? `Link ${(index + 1).toLocaleString('en')}`
}

/** All links as lines of `name: link`, to paste into a message to oneself. */
export function linesOf(links: readonly Pick<ReadyLink, 'label' | 'url'>[]): string {
  return links.map((link, index) => `${titleOf(link, index)}: ${link.url}`).join('\n')
}
