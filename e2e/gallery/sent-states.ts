import type { SentDrop, SentDrops, SentLink, SentState, SentStatus } from '../../lib/client/sent/sent-state.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import type { OwnedLink, Receipt } from '../../lib/wire/drops.ts'
import { dropId, locator } from '../../lib/wire/fields.ts'
import { tuesday } from './drops.ts'

const HOUR = 3_600_000
const live: SentStatus = { status: 'live', stored: true }
let count = 0

function fresh(): string {
  count += 1
  return `${String(count).padStart(21, 'A')}A`
}

function receipts(...events: readonly (readonly [Receipt['event'], number])[]): Receipt[] {
  return events.map(([event, hoursBefore]) => ({ event, at: tuesday - hoursBefore * HOUR }))
}

function link(label: string | null, more: Partial<OwnedLink> | null, needsPassword = false): SentLink {
  const where = locator.parse(fresh())
  const owned: OwnedLink = {
    locator: where,
    createdAt: tuesday - 30 * HOUR,
    expiresAt: tuesday + 40 * HOUR,
    maxDownloads: 1,
    counted: 0,
    running: 0,
    placesLeft: 1,
    wrongTries: 0,
    frozen: false,
    ended: null,
    receipts: [],
    ...more,
  }
  const url = 'https://drop.example.org/d#Qn9xuITVnSKuAKkCLUB8pc5A'
  return { locator: where, url, label, needsPassword, owned: more === null ? null : owned }
}

function drop(name: string, links: readonly SentLink[], more: Partial<SentDrop> = {}): SentDrop {
  const id = dropId.parse(fresh())
  const createdAt = tuesday - 30 * HOUR
  return {
    id,
    kind: 'files',
    name,
    files: 1,
    totalBytes: 2_418_332,
    createdAt,
    state: live,
    links,
    linksElsewhere: 0,
    ...more,
  }
}

function listed(...drops: readonly SentDrop[]): SentState {
  return { phase: 'listed', drops, isKeeping: true }
}

const downloaded = receipts(['opened', 5], ['claimed', 4.9], ['completed', 4.8])
const contract = drop('Contract, signed.pdf', [
  link('Ada', { maxDownloads: 3, counted: 1, placesLeft: 2, receipts: downloaded }),
  link('Grace', { receipts: receipts(['opened', 1]) }),
  link('Mary, at the office', { maxDownloads: 5, placesLeft: 4, running: 1, receipts: receipts(['claimed', 0]) }),
])
const guarded = drop(
  'Site visit',
  [
    link(null, { wrongTries: 100, frozen: true, receipts: receipts(['opened', 9], ['password-wrong', 2]) }, true),
    link('With a hint', { wrongTries: 2 }, true),
    link('Cut off', { receipts: receipts(['opened', 3], ['claimed', 2.9], ['interrupted', 2.5]) }),
  ],
  { files: 4, totalBytes: 404_642_736 },
)
const over = drop(
  'The door code',
  [
    link(null, {
      counted: 1,
      placesLeft: 0,
      ended: { reason: 'used-up', at: tuesday - 3 * HOUR },
      receipts: downloaded,
    }),
  ],
  { kind: 'note', files: 0, totalBytes: 120, state: { status: 'ended', stored: false } },
)

const endings = drop(
  'Every ending',
  [
    link('a', { ended: { reason: 'expired', at: tuesday } }),
    link('b', { ended: { reason: 'revoked', at: tuesday }, counted: 1, maxDownloads: 2 }),
    link('c', { ended: { reason: 'removed', at: tuesday } }),
    link('d', { ended: { reason: 'lost', at: tuesday } }),
  ],
  { state: { status: 'ended', stored: true }, kind: 'redirect', files: 0, totalBytes: 0 },
)

/** Every state of the page of sent drops, by name. */
export const sentStates: Readonly<Record<string, SentState>> = {
  loading: { phase: 'loading' },
  'nothing kept here': { phase: 'unavailable', error: new DropError('save-failed', { subject: 'list' }) },
  empty: listed(),
  'not kept any more': { phase: 'listed', drops: [], isKeeping: false },
  'one drop': listed(drop('Contract, signed.pdf', [link(null, {})])),
  'some drops': listed(contract, guarded, over),
  endings: listed(endings),
  'held back': listed({ ...contract, state: { status: 'quarantined', stored: true } }, over),
  'links made elsewhere': listed({ ...contract, linksElsewhere: 2 }, over, endings),
  asking: listed(drop('Contract, signed.pdf', [link('Ada', null)], { state: { status: 'asking' } })),
  unreachable: listed({ ...contract, state: { status: 'unreachable', error: new DropError('network') } }),
  forgotten: listed(drop('Contract, signed.pdf', [link('Ada', null)], { state: { status: 'unknown' } })),
  'hostile names': listed(
    drop(`<img src=x onerror=alert(1)>${'a very long name that does not end '.repeat(6)}.tar.gz`, [
      link(`\u202Egpj.exe ${'and a label that does not end either '.repeat(5)}`, {}),
      link('🌱'.repeat(60), { maxDownloads: 100, counted: 99, placesLeft: 1 }),
    ]),
    drop('חשבונית 2026.pdf', [link('עדה', {})]),
  ),
}

const done = () => Promise.resolve(null)

/** Does nothing, successfully. */
export const sentActions: SentDrops = {
  state: () => listed(),
  subscribe: () => () => {},
  refresh: () => {},
  edit: done,
  rename: done,
  addLinks: done,
  revokeLink: done,
  deleteDrop: done,
  forget: done,
  keep: () => {},
  exportList: () => Promise.resolve(new Blob()),
  importList: () => Promise.resolve({ added: 1, known: 2 }),
  close: () => {},
}
