// `npm start`: checks the settings, builds and migrates where needed, serves until SIGTERM.
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSettings, type Settings } from '../lib/server/settings.ts'
import { type AnswerEarly, openApi } from '../lib/web/api-past-next.ts'
import { CLIENT_HEADER, clientAddress } from '../lib/web/client-address.ts'
import { endUnread } from '../lib/web/end-unread.ts'
import { giveUp } from '../lib/web/give-up.ts'
import { readKnownRoutes } from '../lib/web/known-routes.ts'
import { logConsole } from '../lib/web/log-console.ts'
import { originForm } from '../lib/web/origin-form.ts'
import { choosePage } from '../lib/web/page-request.ts'
import { lendPastNext } from '../lib/web/past-next.ts'
import { refuseEarly } from '../lib/web/refuse-early.ts'
import { refuseShare } from '../lib/web/refuse-share.ts'
import { type HeaderPolicy, securityHeaders } from '../lib/web/security-headers.ts'
import { shutDownOnSignal } from '../lib/web/shut-down.ts'
import { isStopping } from '../lib/web/stopping.ts'
import { storageOrigins } from '../lib/web/storage-origins.ts'
import { underBase } from '../lib/wire/base-path.ts'
import { buildIfChanged, builtFor, distDir, generate } from './build.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const development = process.argv.includes('--dev')
/** Tests start what is built, however the sources look by now. */
const asBuilt = process.argv.includes('--as-built')

function say(line: string): void {
  console.log(line)
}

function complain(lines: string): void {
  process.stderr.write(`${lines}\n`)
}

function refuse(error: unknown): never {
  complain(error instanceof Error ? `snowdrop: ${error.message}` : String(error))
  process.exit(1)
}

async function headerPolicy(settings: Settings): Promise<HeaderPolicy> {
  const inlineScripts = development
    ? null
    : (JSON.parse(readFileSync(join(root, distDir, 'csp-hashes.json'), 'utf8')) as Record<string, string[]>)
  return {
    inlineScripts,
    storageOrigins: await storageOrigins(settings),
    // What binds the whole host is not for one path of it to say.
    https: settings.basePath === '' && (settings.publicUrl?.startsWith('https:') ?? false),
  }
}

/** Answers the port, which the system chooses where PORT is 0. */
async function listen(server: Server, settings: Settings): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `PORT ${settings.port} is in use: stop what uses it or set PORT.`
      const other = `HOST ${settings.host ?? '(all addresses)'}, PORT ${settings.port}: cannot listen there (${error.code ?? error.message}).`
      reject(new Error(error.code === 'EADDRINUSE' ? taken : other, { cause: error }))
    })
    server.listen(settings.port, settings.host, resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : settings.port
}

/** A build is for one path ([Note: Base path]). */
function checkBuild({ publicUrl = 'not set', basePath }: Settings): void {
  const built = builtFor()
  if (built === basePath) return
  throw new Error(
    `SNOWDROP_URL is ${publicUrl}, but the pages were built for the path "${built}/": run scripts/build.ts with the same SNOWDROP_URL, or "npm start", which does.`,
  )
}

/** What answers before Next is asked, in this order. */
async function openEarly(): Promise<readonly AnswerEarly[]> {
  // Only now: it stands on the client that the build generates.
  const { refuseUnrouted } = await import('../lib/web/refuse-unrouted.ts')
  // In development they are edited.
  if (development) return [refuseUnrouted(() => readKnownRoutes(root)), refuseEarly]
  const routes = readKnownRoutes(root)
  return [refuseUnrouted(() => routes), refuseEarly, await openApi(routes)]
}

/** Answers the port. */
async function serve(settings: Settings): Promise<number> {
  if (!development) logConsole(console)
  const { default: next } = await import('next')
  Object.assign(process.env, {
    NODE_ENV: development ? 'development' : 'production',
    SNOWDROP_BASE_PATH: settings.basePath,
  })
  // On the server that it is given Next waits for requests to upgrade (RFC 9110, 7.8), which it leaves without an answer.
  // On ours nobody does, so that Node takes them for what else they ask for. In development they bring what was edited.
  const upgrading = development ? {} : { httpServer: createServer() }
  const app = next({ dev: development, dir: root, port: settings.port, quiet: true, ...upgrading })
  await app.prepare()
  const answer = app.getRequestHandler()
  const early = await openEarly()
  const policy = await headerPolicy(settings)
  const { basePath, clients } = settings
  // A part on a slow line takes longer than the five minutes Node allows a request by default: only the headers have a
  // limit. Whoever reads a body asks for a pace (Note: Slowest line).
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      endUnread(request, response)
      request.url = underBase(basePath, originForm(request.url ?? '/'))
      if (refuseShare(request, response, basePath)) return
      const path = choosePage(request, response, basePath)
      for (const [name, value] of Object.entries(securityHeaders(policy, path))) response.setHeader(name, value)
      if (isStopping()) response.setHeader('connection', 'close')
      const from = request.headers['x-forwarded-for']
      const forwarded = Array.isArray(from) ? from.join(',') : from
      request.headers[CLIENT_HEADER] = clientAddress(request.socket.remoteAddress, forwarded, clients.trustedProxies)
      if (early.some((answers) => answers(request, response, path))) return
      lendPastNext(request, response)
      answer(request, response).catch(giveUp(response))
    },
  )
  const port = await listen(server, settings)
  shutDownOnSignal(server, settings.graceSeconds * 1000, say)
  return port
}

try {
  const settings = readSettings(process.env)
  say(`Snowdrop ${settings.version}${settings.name === 'Snowdrop' ? '' : `, as ${settings.name}`}`)
  if (development) generate()
  else if (!asBuilt) buildIfChanged(say)
  else checkBuild(settings)
  // Only now: it stands on the client that the build generates.
  const { prepareInstance } = await import('../lib/web/prepare-instance.ts')
  await prepareInstance(settings, root, say)
  const sqlite = settings.databaseUrl.startsWith('file:')
  say(`  database  ${sqlite ? `SQLite, ${resolve(settings.databaseUrl.slice(5))}` : 'PostgreSQL'}`)
  const { storage } = settings
  say(
    `  storage   ${storage.kind === 'disk' ? `files in ${resolve(settings.dataDir)}` : `S3, bucket ${storage.bucket}`}`,
  )
  const port = await serve(settings)
  say(`Ready on ${settings.publicUrl ?? `http://localhost:${port}`}`)
  const { examineAtStart } = await import('../lib/web/doctor/examine-at-start.ts')
  for (const { says, paste } of await examineAtStart(settings)) {
    complain([`WRONG ${says}`, ...(paste === undefined ? [] : [paste]), 'More: npm run doctor'].join('\n'))
  }
} catch (error) {
  refuse(error)
}
