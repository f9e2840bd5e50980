import type { ReadyLink } from '../../lib/client/send/send-state.ts'
import type { Language } from '../../lib/client/words/language.ts'

/** What to call a link among several: its name, else its place. */
export function titleOf({ label }: Pick<ReadyLink, 'label'>, index: number, { t }: Language): string {
  return label ?? t('send.ready.links.numbered', { number: index + 1 })
}

/** All links as lines of `name: link`, to paste into a message to oneself. */
export function linesOf(links: readonly Pick<ReadyLink, 'label' | 'url'>[], language: Language): string {
  return links
    .map((link, index) => language.t('send.ready.links.line', { title: titleOf(link, index, language), url: link.url }))
    .join('\n')
}
