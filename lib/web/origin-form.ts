/**
 * What a request asks for, as it is without a proxy: a server has to take the absolute form too (RFC 9112, 3.2.2), and
 * whose name stands in it is all the same to us. Next would make a path of all of it.
 */
export function originForm(target: string): string {
  const rest = target.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
  return rest.startsWith('/') || rest === '*' ? rest : `/${rest}`
}
