import * as z from 'zod'

/** The part of a JSON schema that our schemas use. */
interface Node {
  readonly type?: string
  readonly const?: string | boolean
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Node
  readonly anyOf?: readonly Node[]
  readonly oneOf?: readonly Node[]
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Node | boolean
}

/** One field of a body. */
export interface Field {
  /** Such as `link.expiresIn` or `grants[].url`. */
  readonly name: string
  readonly type: string
  readonly optional: boolean
}

const number = (value: number) => value.toLocaleString('en')

function textType({ pattern, maxLength }: Node): string {
  const exact = /^\^\[A-Za-z0-9_-\]\{(\d+)\}/.exec(pattern ?? '')?.[1]
  if (exact !== undefined) return `${Math.floor(((Number(exact) + 1) * 3) / 4)} bytes, base64url`
  const most = maxLength === undefined ? '' : `, at most ${number(maxLength)} characters`
  return `${pattern === undefined ? 'text' : 'base64url'}${most}`
}

function numberType({ minimum, exclusiveMinimum, maximum = Number.MAX_SAFE_INTEGER }: Node): string {
  const least = minimum ?? (exclusiveMinimum ?? -1) + 1
  return maximum === Number.MAX_SAFE_INTEGER ? `integer, ${least} or more` : `integer, ${least} to ${number(maximum)}`
}

function typeOf(node: Node): string {
  if (node.anyOf !== undefined)
    return node.anyOf.map((each) => (each.type === 'null' ? '`null`' : typeOf(each))).join(' or ')
  if (node.const !== undefined) return `\`${node.const}\``
  if (node.enum !== undefined) return node.enum.map((each) => `\`${each}\``).join(', ')
  if (node.type === 'string') return textType(node)
  if (node.type === 'integer') return numberType(node)
  if (node.type === 'boolean') return '`true` or `false`'
  if (node.type === 'array' && node.items !== undefined) return `list of ${typeOf(node.items)}`
  if (typeof node.additionalProperties === 'object') return 'map of text'
  throw new Error(`no words for ${JSON.stringify(node)}`)
}

/** The object below a field, through `null` and lists. */
function below(node: Node): { readonly node: Node; readonly suffix: string } | null {
  if (node.properties !== undefined) return { node, suffix: '' }
  if (node.items?.properties !== undefined) return { node: node.items, suffix: '[]' }
  const inside = node.anyOf?.find(({ properties }) => properties !== undefined)
  return inside === undefined ? null : { node: inside, suffix: '' }
}

function summary(node: Node): string {
  if (node.anyOf !== undefined) return 'object or `null`'
  if (node.items === undefined) return 'object'
  const { minItems = 0, maxItems } = node
  return maxItems === undefined ? 'list of objects' : `list of ${minItems} to ${maxItems} objects`
}

function walk(node: Node, prefix: string): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = `${prefix}${key}`
    const optional = !(node.required ?? []).includes(key)
    const inside = below(child)
    if (inside === null) return [{ name, type: typeOf(child), optional }]
    return [{ name, type: summary(child), optional }, ...walk(inside.node, `${name}${inside.suffix}.`)]
  })
}

/** The bodies a schema allows, each as its fields. */
export function bodiesOf(schema: z.core.$ZodType): Field[][] {
  const node = z.toJSONSchema(schema) as Node
  return (node.oneOf ?? [node]).map((each) => walk(each, ''))
}
