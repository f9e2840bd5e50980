import measure from 'fast-string-truncated-width'

/**
 * How many columns of a terminal a text takes: Chinese, Japanese and Korean characters and emoji take two each, marks
 * that combine none.
 */
export function columnsOf(text: string): number {
  return measure(text).width
}

/** As much of a text as fits into so many columns, with an ellipsis where it is cut. */
export function cutToColumns(text: string, columns: number): string {
  const { index, ellipsed } = measure(text, { limit: columns, ellipsis: '…', ellipsisWidth: 1 })
  return ellipsed ? `${text.slice(0, index)}…` : text
}
