import ts from 'typescript'

const WAYS = ['rich', 'markup', 'raw', 'has']

/** The namespace of a use-intl translator, empty for the whole catalogue; `null` where the type is another. */
function namespaceOf(type: ts.Type): string | null {
  if (type.aliasSymbol?.name !== 'Translator') return null
  const namespace = type.aliasTypeArguments?.[1]
  return namespace?.isStringLiteral() ? namespace.value : ''
}

/** The translator that a call asks, as in `t('key')` and `t.rich('key')`. */
function translatorOf({ expression }: ts.CallExpression): ts.Expression {
  return ts.isPropertyAccessExpression(expression) && WAYS.includes(expression.name.text)
    ? expression.expression
    : expression
}

/**
 * The keys that the compiler knows a call to ask for: one where a literal stands, several where a variable has a type
 * of several.
 */
function keysOf(call: ts.CallExpression, checker: ts.TypeChecker): readonly string[] {
  const key = checker.getResolvedSignature(call)?.parameters[0]
  if (key === undefined) return []
  const type = checker.getTypeOfSymbolAtLocation(key, call)
  return (type.isUnion() ? type.types : [type]).flatMap((each) => (each.isStringLiteral() ? [each.value] : []))
}

/** A place that says a message. */
export interface Use {
  /** The message's full name. */
  readonly key: string
  /** What is handed to it: arguments and tags by their names. */
  readonly values: readonly string[]
  /** Its whole path. */
  readonly file: string
  readonly line: number
}

function placeOf(node: ts.Node): Pick<Use, 'file' | 'line'> {
  const source = node.getSourceFile()
  return { file: source.fileName, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 }
}

/** Where those files say which messages, as far as types tell: `next-intl` types keys by the English catalogue. */
export function usedMessages(program: ts.Program, files: readonly ts.SourceFile[]): readonly Use[] {
  const checker = program.getTypeChecker()
  const uses: Use[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const namespace = namespaceOf(checker.getTypeAtLocation(translatorOf(node)))
      const given = node.arguments[1]
      const values = given === undefined ? [] : checker.getTypeAtLocation(given).getProperties()
      if (namespace !== null)
        for (const key of keysOf(node, checker))
          uses.push({
            key: namespace === '' ? key : `${namespace}.${key}`,
            values: values.map(({ name }) => name),
            ...placeOf(node),
          })
    }
    ts.forEachChild(node, visit)
  }
  files.forEach(visit)
  return uses
}
