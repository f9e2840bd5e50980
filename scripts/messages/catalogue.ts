import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'

/** A catalogue as it stands in `messages/`: groups of groups of messages. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue
}

/** The messages of a catalogue by their full names, e.g. `errors.network.title`. */
export function messagesOf(catalogue: Catalogue, prefix = ''): Map<string, string> {
  const entries = Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as const] : [...messagesOf(value, `${prefix}${key}.`)],
  )
  return new Map(entries)
}

/** What code hands to a message, or expects of it: `count as number`, `<strong>`. */
type Slots = ReadonlySet<string>

const KINDS: Readonly<Partial<Record<TYPE, string>>> = {
  [TYPE.argument]: 'text',
  [TYPE.number]: 'number',
  [TYPE.date]: 'date',
  [TYPE.time]: 'time',
  [TYPE.select]: 'select',
  // Where English counts with a bare number, another language may need forms, and the other way round.
  [TYPE.plural]: 'number',
}

/** The forms that a language needs, e.g. `one` and `other`. */
function formsOf(locale: string, type: Intl.PluralRuleType): readonly string[] {
  return new Intl.PluralRules(locale, { type }).resolvedOptions().pluralCategories
}

interface Reading {
  readonly slots: Set<string>
  readonly faults: string[]
}

function readForms(element: MessageFormatElement, locale: string, { slots, faults }: Reading): void {
  if (element.type === TYPE.select) {
    slots.add(`${element.value} as one of ${Object.keys(element.options).sort().join(', ')}`)
  } else if (element.type === TYPE.plural) {
    const forms = formsOf(locale, element.pluralType ?? 'cardinal')
    const given = Object.keys(element.options).filter((form) => !form.startsWith('='))
    for (const form of forms) if (!given.includes(form)) faults.push(`{${element.value}} lacks the form "${form}"`)
    for (const form of given) if (!forms.includes(form)) faults.push(`{${element.value}} never has the form "${form}"`)
  }
}

function read(elements: readonly MessageFormatElement[], locale: string, reading: Reading): Reading {
  for (const element of elements) {
    const kind = KINDS[element.type]
    if (kind !== undefined && 'value' in element) reading.slots.add(`${element.value} as ${kind}`)
    readForms(element, locale, reading)
    if (element.type === TYPE.date || element.type === TYPE.time)
      reading.faults.push(`formats {${element.value}} itself: a moment is handed in as text, in the reader’s time zone`)
    if (element.type === TYPE.tag) {
      reading.slots.add(`<${element.value}>`)
      read(element.children, locale, reading)
    }
    if ('options' in element) for (const { value } of Object.values(element.options)) read(value, locale, reading)
  }
  return reading
}

function readMessage(message: string, locale: string): Reading {
  const reading: Reading = { slots: new Set(), faults: [] }
  if (message.trim() !== message || message === '') reading.faults.push('is empty, or has a blank at an end')
  // ICU quotes with it, so that a brace after it would be text.
  if (message.includes("'")) reading.faults.push("has a straight ', which ICU takes for a quote: write ’")
  try {
    return read(parse(message), locale, reading)
  } catch (error) {
    reading.faults.push(`is no ICU message: ${error instanceof Error ? error.message : String(error)}`)
    return reading
  }
}

function differences(expected: Slots, found: Slots): readonly string[] {
  return [
    ...[...expected].filter((slot) => !found.has(slot)).map((slot) => `lacks ${slot}`),
    ...[...found].filter((slot) => !expected.has(slot)).map((slot) => `has ${slot}, which English has not`),
  ]
}

/** The names of everything that code has to hand to a message: its arguments and tags. */
export function slotNames(message: string): readonly string[] {
  const { slots } = readMessage(message, 'en')
  return [...new Set([...slots].map((slot) => slot.replace(/ as .*|[<>]/g, '')))]
}

/** What is wrong with a catalogue, a line a fault. English, the source, is held against itself. */
export function catalogueFaults(locale: string, catalogue: Catalogue, english: Catalogue): readonly string[] {
  const source = messagesOf(english)
  const messages = messagesOf(catalogue)
  const missing = [...source.keys()].filter((key) => !messages.has(key)).map((key) => `${key} is missing`)
  const others = [...messages].flatMap(([key, message]) => {
    const original = source.get(key)
    if (original === undefined) return [`${key} is not in English`]
    const { slots, faults } = readMessage(message, locale)
    return [...faults, ...differences(readMessage(original, 'en').slots, slots)].map((fault) => `${key} ${fault}`)
  })
  return [...missing, ...others].map((fault) => `messages/${locale}.json: ${fault}`)
}
