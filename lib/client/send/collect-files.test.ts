import { expect, test } from 'vitest'
import { sourcesFromInput, sourcesFromTransfer } from './collect-files.ts'

type Tree = { readonly [name: string]: Tree | string }

function entryOf(name: string, content: Tree | string, parent = ''): object {
  const fullPath = `${parent}/${name}`
  if (typeof content === 'string') {
    const file = (found: (file: File) => void, failed: (error: Error) => void) =>
      content === 'broken' ? failed(new Error('NotFoundError')) : found(new File([content], name))
    return { isFile: true, isDirectory: false, fullPath, file }
  }
  const inner = Object.entries(content).map(([child, below]) => entryOf(child, below, fullPath))
  // As Chromium does: at most two (there a hundred) at a time, and an empty answer at the end.
  const createReader = () => {
    const left = [...inner]
    return { readEntries: (found: (entries: object[]) => void) => found(left.splice(0, 2)) }
  }
  return { isFile: false, isDirectory: true, fullPath, createReader }
}

function handleOf(name: string, content: Tree | string): object {
  if (typeof content === 'string') {
    const getFile = () =>
      content === 'broken' ? Promise.reject(new Error('NotFoundError')) : Promise.resolve(new File([content], name))
    return { kind: 'file', name, getFile }
  }
  async function* values() {
    for (const [child, below] of Object.entries(content)) yield await Promise.resolve(handleOf(child, below))
  }
  return { kind: 'directory', name, values }
}

interface Item {
  readonly kind: string
  readonly entry?: object
  readonly file?: File
  readonly handle?: Promise<object | null>
}

function transferOf(items: readonly Item[], files: File[] = []): DataTransfer {
  return {
    items: items.map(({ kind, entry = null, file = null, handle }) => ({
      kind,
      ...(handle && { getAsFileSystemHandle: () => handle }),
      webkitGetAsEntry: () => entry,
      getAsFile: () => file,
    })),
    files,
  } as unknown as DataTransfer
}

async function pathsOf(transfer: DataTransfer): Promise<string[]> {
  return (await sourcesFromTransfer(transfer)).map(({ path }) => path)
}

test('a dropped folder is walked to its end, however many entries a reader gives at a time', async () => {
  const tree = { a: '1', b: '2', c: '3', deep: { d: '4', deeper: { e: '5' } }, empty: {} }
  const sources = await sourcesFromTransfer(
    transferOf([
      { kind: 'file', entry: entryOf('folder', tree) },
      { kind: 'file', entry: entryOf('one.txt', '6') },
    ]),
  )
  expect(sources.map(({ path }) => path)).toEqual([
    'folder/a',
    'folder/b',
    'folder/c',
    'folder/deep/d',
    'folder/deep/deeper/e',
    'one.txt',
  ])
  expect(await sources[3]?.file.text()).toBe('4')
})

test('a pasted picture is a file without an entry, and text beside it is no file', async () => {
  const file = new File(['x'], 'image.png')
  expect(await pathsOf(transferOf([{ kind: 'string' }, { kind: 'file', file }], [file]))).toEqual(['image.png'])
  expect(await pathsOf(transferOf([{ kind: 'string' }]))).toEqual([])
  expect(await pathsOf(transferOf([], [file]))).toEqual(['image.png'])
})

test('with handles every file carries its own, however deep', async () => {
  const tree = { a: '1', deep: { b: '2' }, empty: {} }
  const sources = await sourcesFromTransfer(
    transferOf([
      { kind: 'file', entry: entryOf('folder', tree), handle: Promise.resolve(handleOf('folder', tree)) },
      { kind: 'file', entry: entryOf('one', '3'), handle: Promise.resolve(handleOf('one', '3')) },
    ]),
  )
  expect(sources.map(({ path }) => path)).toEqual(['folder/a', 'folder/deep/b', 'one'])
  expect(sources.map(({ handle }) => handle?.name)).toEqual(['a', 'b', 'one'])
  expect(await sources[1]?.file.text()).toBe('2')
})

test.each<[string, () => Promise<object | null>]>([
  ['is refused', () => Promise.reject(new Error('NotAllowedError'))],
  ['is none', () => Promise.resolve(null)],
  ['leads nowhere', () => Promise.resolve(handleOf('folder', { a: 'broken' }))],
])('a handle that %s costs nothing: the older way reads it', async (_, handle) => {
  const sources = await sourcesFromTransfer(
    transferOf([{ kind: 'file', entry: entryOf('folder', { a: '1' }), handle: handle() }]),
  )
  expect(sources.map(({ path, handle: found }) => [path, found])).toEqual([['folder/a', undefined]])
})

test('a pasted picture has no handle that would outlive the page', async () => {
  const file = new File(['x'], 'image.png')
  const handle = Promise.resolve(handleOf('image.png', 'x'))
  expect(await sourcesFromTransfer(transferOf([{ kind: 'file', file, handle }]))).toEqual([{ path: 'image.png', file }])
})

test('all handles are taken while the event lasts', async () => {
  let inEvent = true
  const taken: boolean[] = []
  const item = (name: string) => ({
    kind: 'file',
    webkitGetAsEntry: () => entryOf(name, 'x'),
    getAsFileSystemHandle: () => {
      taken.push(inEvent)
      return Promise.resolve(handleOf(name, 'x'))
    },
  })
  const reading = sourcesFromTransfer({ items: [item('a'), item('b')], files: [] } as unknown as DataTransfer)
  inEvent = false
  expect(await reading).toHaveLength(2)
  expect(taken).toEqual([true, true])
})

test('what cannot be read is an error, not a file less', async () => {
  const broken = transferOf([{ kind: 'file', entry: entryOf('folder', { a: 'broken' }) }])
  await expect(sourcesFromTransfer(broken)).rejects.toMatchObject({ code: 'file-unreadable' })
})

test('files of a chosen folder carry its name, though the input is emptied at once', async () => {
  const inFolder = Object.assign(new File(['x'], 'a.txt'), { webkitRelativePath: 'folder/a.txt' })
  const alone = Object.assign(new File(['x'], 'b.txt'), { webkitRelativePath: '' })
  const input = { files: [inFolder, alone] } as unknown as HTMLInputElement
  const reading = sourcesFromInput(input)
  Object.assign(input, { files: [] })
  expect((await reading).map(({ path }) => path)).toEqual(['folder/a.txt', 'b.txt'])
  expect(await sourcesFromInput({ files: null } as HTMLInputElement)).toEqual([])
})
