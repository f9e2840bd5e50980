'use client'

import { useEffect } from 'react'

/** A ring that fills, in the emblem's colours. */
function ring(percent: number): string {
  const circle = (attributes: string) => `<circle cx="16" cy="16" r="11" fill="none" stroke-width="6" ${attributes}/>`
  const done = circle(
    `stroke="#b6dc6c" pathLength="100" stroke-dasharray="${percent} 100" transform="rotate(-90 16 16)"`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="10" fill="#1d6a45"/>${circle('stroke="#0f4a2e"')}${done}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/**
 * Puts `words` before the page's title and a ring of `percent` into its icon, for whoever waits in another tab; `null`
 * leaves each as it is.
 */
export function useTab(words: string | null, percent: number | null): void {
  useEffect(() => {
    if (words === null) return
    const before = document.title
    document.title = `${words} – ${before}`
    return () => {
      document.title = before
    }
  }, [words])
  const isShown = percent !== null
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (!isShown || icon === null) return
    const before = icon.href
    return () => {
      icon.href = before
    }
  }, [isShown])
  // An icon of 16 pixels shows no more than this, and each one is drawn by the whole browser.
  const twentieth = percent === null ? null : Math.floor(percent / 5) * 5
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
    if (twentieth !== null && icon !== null) icon.href = ring(twentieth)
  }, [twentieth])
}
