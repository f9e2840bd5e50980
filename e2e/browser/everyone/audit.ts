import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

declare global {
  interface Window {
    axe: { run: (options: object) => Promise<AxeResults> }
  }
}

/**
 * Puts axe into the page that is open: by the debugger, as our policy lets no script in that is not ours. Over a
 * gradient and a picture axe judges no contrast; so the scenery is hidden, and the words stand on the one of its
 * colours that is nearest to the ink.
 */
export async function beginAudit(page: Page): Promise<void> {
  await page.evaluate(source)
  await page.evaluate(() => {
    const probe = document.createElement('p')
    document.body.append(probe)
    const lightness = (color: string): number => {
      probe.style.color = `color-mix(in oklab, ${color}, ${color})`
      return Number(/oklab\(([\d.]+)/.exec(getComputedStyle(probe).color)?.[1])
    }
    const isDark = lightness('var(--ink)') > 0.5
    const grounds = ['var(--sky-top)', 'var(--sky)', 'var(--hill)', 'var(--snow)']
    grounds.sort((a, b) => (isDark ? lightness(b) - lightness(a) : lightness(a) - lightness(b)))
    probe.remove()
    document.body.style.background = grounds[0] ?? ''
    const hidden = new CSSStyleSheet()
    // The number before a step hides from axe what its words stand on.
    hidden.replaceSync('[data-mood][aria-hidden="true"] { display: none } ol > li::before { display: none !important }')
    document.adoptedStyleSheets.push(hidden)
  })
}

/**
 * What axe finds against WCAG 2.2 AA and its own best practice, or against some `rules` only, a line each: rule,
 * element, and why. A contrast that it could not judge counts, except of what is half scrolled out of a list, and of
 * the words in a picture (`pictureContrasts`). Into frames no rule looks: ours hold what others wrote.
 */
export async function audit(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  return page.evaluate(
    async (runOnly) => {
      const results = await window.axe.run({ runOnly, resultTypes: ['violations', 'incomplete'], iframes: false })
      const why = (failure = '') => failure.replaceAll(/\s+/g, ' ')
      const broken = results.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} (${why(failureSummary)})`),
      )
      const unjudged = results.incomplete
        .filter(({ id }) => id === 'color-contrast')
        .flatMap(({ nodes }) => nodes)
        .map(({ target, any }) => ({ target, key: (any[0]?.data as { messageKey?: string } | undefined)?.messageKey }))
        .filter(
          ({ key, target }) =>
            key !== 'elmPartiallyObscured' && document.querySelector(target.join(' '))?.closest('svg') === null,
        )
        .map(({ target, key }) => `color-contrast not judged: ${target.join(' ')} (${key})`)
      return [...broken, ...unjudged]
    },
    rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
  )
}

/**
 * The contrast of each word in the pictures of the page with the last shape drawn under it, or with the page: 1 to 21.
 */
export async function pictureContrasts(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const luminance = (color: string): number => {
      const channels = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map((each) => {
        const share = Number(each) / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * (channels[0] ?? 0) + 0.7152 * (channels[1] ?? 0) + 0.0722 * (channels[2] ?? 0)
    }
    const groundOf = (text: Element, svg: Element): string => {
      const { left, right, top, bottom } = text.getBoundingClientRect()
      const shapes = [...svg.querySelectorAll('rect')].filter((shape) => {
        const box = shape.getBoundingClientRect()
        return box.left <= left && box.right >= right && box.top <= top && box.bottom >= bottom
      })
      const shape = shapes.at(-1)
      if (shape) return getComputedStyle(shape).fill
      return getComputedStyle(svg.closest('figure') ?? document.body).backgroundColor
    }
    return [...document.querySelectorAll('main svg text')].flatMap((text) => {
      const svg = text.closest('svg')
      if (svg === null) return []
      const [low = 0, high = 0] = [luminance(getComputedStyle(text).fill), luminance(groundOf(text, svg))].sort(
        (a, b) => a - b,
      )
      return [(high + 0.05) / (low + 0.05)]
    })
  })
}

/**
 * What one reads or presses and what lies beyond an edge of the window, or is cut off by its own box without a sign of
 * it.
 */
export async function beyondTheEdge(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const hiding = '[aria-hidden="true"], .visually-hidden, noscript, script, style, dialog:not([open])'
    const name = (element: Element) =>
      `${element.getAttribute('class') ?? element.localName} “${element.textContent.trim().slice(0, 40)}”`
    const isRead = (element: Element) =>
      element.closest(hiding) === null && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    const holdsText = (element: Element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '')
    /** Whether a box around it cuts off or scrolls: then its own place says nothing. */
    const isWithinBox = (element: Element): boolean => {
      const box = element.parentElement
      if (box === null || box === document.body) return false
      return getComputedStyle(box).overflowX !== 'visible' || isWithinBox(box)
    }
    const isCut = (element: Element) => {
      const { overflowX, textOverflow } = getComputedStyle(element)
      return overflowX === 'hidden' && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1
    }
    const isBeyond = (element: Element) => {
      const { left, right } = element.getBoundingClientRect()
      return (left < -0.5 || right > width + 0.5) && !isWithinBox(element)
    }
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.matches('a, button, input, select, textarea, progress') || holdsText(element))
      .filter((element) => isRead(element) && (isCut(element) || isBeyond(element)))
      .map(name)
  })
}
