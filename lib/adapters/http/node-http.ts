/**
 * [Note: HTTP without fetch] Node's own HTTP, as `import` would not get it: that reads everything the module exports,
 * and three of those names load what `fetch` is made of, with HTTP/2 and a parser in WebAssembly beside it: 30 ms of
 * processor before the first request.
 */
const http = process.getBuiltinModule('node:http')
const https = process.getBuiltinModule('node:https')

/** Opens a request to an http or https URL, over connections that are kept. Errors: a `TypeError` for another URL. */
export type OpenRequest = (url: URL, options: import('node:http').RequestOptions) => import('node:http').ClientRequest

/** Connections of its own, kept alive until the program ends. */
export function createOpenRequest(): OpenRequest {
  const plain = new http.Agent({ keepAlive: true })
  const secure = new https.Agent({ keepAlive: true })
  return (url, options) =>
    url.protocol === 'https:'
      ? https.request(url, { ...options, agent: secure })
      : http.request(url, { ...options, agent: plain })
}
