import type { OperatorLink, Settings } from '../server/settings.ts'
import { type AccentTokens, accentTokens } from './accent.ts'

/**
 * Text as a CSS string (CSS Syntax Level 3, 4.3.5): all but letters, digits and spaces as code points, so that nothing
 * in it ends the string.
 */
function quote(text: string): string {
  const escaped = Array.from(text, (each) =>
    /^[\p{L}\p{N} ]$/u.test(each) ? each : `\\${(each.codePointAt(0) ?? 0).toString(16)} `,
  )
  return `"${escaped.join('')}"`
}

function tokens({ leaf, leafStrong, onLeaf, leafWash }: AccentTokens): string {
  return `--leaf:${leaf};--leaf-strong:${leafStrong};--on-leaf:${onLeaf};--leaf-wash:${leafWash}`
}

function accentRules(accent: string): string[] {
  const { light, dark } = accentTokens(accent)
  // Twice the root: stronger than app/tokens.css, whichever of them comes first.
  return [`:root:root{${tokens(light)}}`, `@media(prefers-color-scheme:dark){:root:root{${tokens(dark)}}}`]
}

/** A place in the static pages that app/base.css hides: the attribute is named often enough to be stronger. */
function shown(place: string): string {
  return `[data-instance="${place}"][data-instance][data-instance]{display:revert}`
}

function written(place: string, text: string): string {
  return `${shown(place)}[data-instance="${place}"]::before{content:${quote(text)}}`
}

/**
 * [Note: Instance settings] Pages are static and the same for every instance. What an operator sets comes as one style
 * sheet, which a browser waits for before it draws: nothing flashes or moves, nothing needs a script, and the policy
 * stays as it is. Text is drawn as generated content, which screen readers speak (after the software's own name, which
 * they keep); links are there in every page, in the reader's language, lead to `/api/instance/…`, and are shown where
 * that has somewhere to go. See docs/decisions/013-a-style-sheet-carries-the-instance.md.
 */
export function instanceStyle({
  name,
  appearance,
  basePath,
}: Pick<Settings, 'name' | 'appearance' | 'basePath'>): string {
  const { logo, accent, notice, operator, links } = appearance
  const places = (Object.keys(links) as OperatorLink[]).filter((place) => links[place] !== undefined)
  const rules = [
    ...(accent === undefined ? [] : accentRules(accent)),
    ...(name === 'Snowdrop'
      ? []
      : [
          `[data-instance="name"]>span{position:absolute;clip-path:inset(50%)}[data-instance="name"]::after{content:${quote(name)}}`,
        ]),
    ...(logo === undefined
      ? []
      : [
          `[data-instance="logo"]>svg{visibility:hidden}[data-instance="logo"]{background:url("${basePath}/api/instance/logo") center/contain no-repeat}`,
        ]),
    ...(notice === undefined ? [] : [written('notice', notice)]),
    ...(operator === undefined ? [] : [written('operator', operator)]),
    ...(operator === undefined && places.length === 0 ? [] : [shown('answers')]),
    ...places.map(shown),
  ]
  return `${rules.join('\n')}\n`
}
