import type { Messages } from 'use-intl'
import { SiteFooter } from '../../app/_components/site-footer.tsx'
import { SiteHeader } from '../../app/_components/site-header.tsx'
import { WordsProvider } from '../../app/language/words-provider.tsx'
import { ReceiveView } from '../../app/receive/receive-view.tsx'
import { DropOverlay } from '../../app/send/drop-overlay.tsx'
import type { Instance } from '../../app/send/instance.ts'
import { SendView } from '../../app/send/send-view.tsx'
import { useWriting } from '../../app/send/use-writing.ts'
import { SentView } from '../../app/sent/sent-view.tsx'
import type { Selection } from '../../lib/client/receive/receive-state.ts'
import type { Locale } from '../../lib/wire/locales.ts'
import { accessStates, openToAll } from './access-states.ts'
import { receiveStates } from './receive-states.ts'
import { sendStates } from './send-states.ts'
import { sentActions, sentStates } from './sent-states.ts'

const nothing = () => {}
const sendActions = {
  choose: nothing,
  remove: nothing,
  makeLink: nothing,
  retry: nothing,
  cancel: nothing,
  deleteDrop: () => Promise.resolve(null),
  write: nothing,
  resume: nothing,
  discard: nothing,
  addLinks: () => Promise.resolve(null),
  revokeLink: () => Promise.resolve(null),
  startOver: nothing,
  useTicket: nothing,
  forgetTicket: nothing,
}
const receiveActions = {
  open: nothing,
  unlock: nothing,
  receive: nothing,
  saveName: (selection: Selection) => (selection.length === 1 ? 'notes.txt' : 'Site visit.zip'),
  look: () => Promise.resolve(new Blob()),
  finish: nothing,
  retry: nothing,
  cancel: nothing,
  report: () => Promise.resolve(),
  lookAgain: nothing,
}
const instance: Instance = {
  uploads: 'open',
  maxDropBytes: 20_000_000_000,
  expiry: { choices: [300, 3600, 86_400, 259_200, 604_800], default: 86_400, min: 300, max: 604_800 },
  downloads: { choices: [1, 2, 5, 10, 25, 100], default: 1, min: 1, max: 100 },
  linksMax: 50,
  kinds: ['files', 'note', 'redirect'],
  password: 'optional',
}

function Page({ page, name }: { page: string | null; name: string }) {
  const { writing, setWriting } = useWriting('empty')
  const receive = receiveStates[name]
  if (page === 'receive' && receive) return <ReceiveView state={receive} actions={receiveActions} />
  const sent = sentStates[name]
  if (page === 'sent' && sent) return <SentView state={sent} sent={sentActions} instance={instance} />
  const send = sendStates[name] ?? { phase: 'empty', unfinished: [] }
  const { uploads, ticket } = accessStates[name] ?? openToAll
  return (
    <>
      <SendView
        state={send}
        ticket={ticket}
        actions={sendActions}
        instance={{ ...instance, uploads }}
        known
        writing={writing}
        onWriting={setWriting}
      />
      {name === 'dragging' && <DropOverlay welcome />}
      {name === 'dragging, not now' && <DropOverlay welcome={false} />}
    </>
  )
}

interface ShelfProps {
  readonly query: URLSearchParams
  readonly page: string
  readonly names: readonly string[]
}

function Shelf({ query, page, names }: ShelfProps) {
  return (
    <section>
      <h2>{page}</h2>
      <div className="shelf">
        {names.map((name) => {
          const url = `?${new URLSearchParams({ ...Object.fromEntries(query), page, name }).toString()}`
          return (
            <figure key={name}>
              <figcaption>
                <a href={url}>{name}</a>
              </figcaption>
              <iframe src={url} title={`${page}: ${name}`} loading="lazy" />
            </figure>
          )
        })}
      </div>
    </section>
  )
}

interface GalleryProps {
  readonly query: URLSearchParams
  readonly locale: Locale
  readonly messages: Messages
}

/** One state as its whole page, or all of them beside one another. */
export function Gallery({ query, locale, messages }: GalleryProps) {
  return (
    <WordsProvider locale={locale} messages={messages}>
      <States query={query} />
    </WordsProvider>
  )
}

function States({ query }: { query: URLSearchParams }) {
  const name = query.get('name')
  if (name === null) {
    return (
      <main className="gallery">
        <h1>Every state</h1>
        <Shelf query={query} page="send" names={[...Object.keys(sendStates), 'dragging', 'dragging, not now']} />
        <Shelf query={query} page="receive" names={Object.keys(receiveStates)} />
        <Shelf query={query} page="sent" names={Object.keys(sentStates)} />
      </main>
    )
  }
  return (
    <div className="drawn" data-drawn={`${query.get('page') ?? ''}: ${name}`}>
      <SiteHeader />
      <Page page={query.get('page')} name={name} />
      <SiteFooter />
    </div>
  )
}
