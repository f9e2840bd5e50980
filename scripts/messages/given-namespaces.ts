import { dirname, join } from 'node:path'
import ts from 'typescript'
import type { Use } from './used-messages.ts'

const SOURCE = /^\.{1,2}\/.*\.tsx?$/

/** Whether a statement leaves nothing behind once types are gone. */
function isTypeOnly(node: ts.Node): boolean {
  return (
    (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
    (ts.isExportDeclaration(node) && node.isTypeOnly)
  )
}

/** The files that a file imports, at once or later, as paths. */
function importsOf(file: ts.SourceFile): readonly string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(node)) return
    const named =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : undefined
    if (named !== undefined && ts.isStringLiteral(named) && SOURCE.test(named.text))
      found.push(join(dirname(file.fileName), named.text))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/**
 * What a page hands to its browser components, from `<PageWords namespaces={[…]}>`; `null` where it hands on nothing.
 */
function namespacesGiven(page: ts.SourceFile): readonly string[] | null {
  let given: readonly string[] | null = null
  const visit = (node: ts.Node): void => {
    if (ts.isJsxAttribute(node) && node.name.getText() === 'namespaces') {
      const list = node.initializer && ts.isJsxExpression(node.initializer) ? node.initializer.expression : undefined
      if (list && ts.isArrayLiteralExpression(list))
        given = list.elements.flatMap((element) => (ts.isStringLiteral(element) ? [element.text] : []))
    }
    ts.forEachChild(node, visit)
  }
  visit(page)
  return given
}

/** All files that a page comes with, itself included. */
function reachedFrom(program: ts.Program, page: string, reached = new Set<string>()): ReadonlySet<string> {
  const file = program.getSourceFile(page)
  if (file === undefined || reached.has(page)) return reached
  reached.add(page)
  for (const next of importsOf(file)) reachedFrom(program, next, reached)
  return reached
}

/** Places whose words a page would show as bare keys, because it does not send that namespace along: a line each. */
export function namespaceFaults(
  program: ts.Program,
  pages: readonly string[],
  uses: readonly Use[],
): readonly string[] {
  return pages.flatMap((path) => {
    const page = program.getSourceFile(path)
    const given = page === undefined ? null : namespacesGiven(page)
    if (given === null) return []
    const files = reachedFrom(program, path)
    return uses
      .filter(({ key, file }) => file !== path && files.has(file) && !given.includes(key.split('.')[0] ?? ''))
      .map(({ key, file, line }) => `${file}:${line} says ${key}, which ${path} does not hand on`)
  })
}
