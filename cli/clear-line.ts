/** Takes back what stands in a terminal's line. */
export const CLEAR_LINE = '\r\u001b[K'
