/**
 * How long the words of a report may be, in UTF-16 units. Apart from the schemas, so that a page that only asks for
 * them loads none.
 */
export const MAX_REPORT_WORDS = 1000
