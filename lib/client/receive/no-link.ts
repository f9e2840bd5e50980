/** Whether a text, or a page's fragment, holds nothing: then the page asks for a link. */
export function isNoLink(text: string): boolean {
  return text.trim().replace(/^#/, '') === ''
}
