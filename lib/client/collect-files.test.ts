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

function transferOf(items: readonly { kind: string; entry?: object; file?: File }[], files: File[] = []): DataTransfer {
  return {
    items: items.map(({ kind, entry = null, file = null }) => ({
      kind,
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

test('what cannot be read is an error, not a file less', async () => {
  const broken = transferOf([{ kind: 'file', entry: entryOf('folder', { a: 'broken' }) }])
  await expect(sourcesFromTransfer(broken)).rejects.toMatchObject({ code: 'file-unreadable' })
})

test('files of a chosen folder carry its name', () => {
  const inFolder = Object.assign(new File(['x'], 'a.txt'), { webkitRelativePath: 'folder/a.txt' })
  const alone = Object.assign(new File(['x'], 'b.txt'), { webkitRelativePath: '' })
  const input = { files: [inFolder, alone] } as unknown as HTMLInputElement
  expect(sourcesFromInput(input).map(({ path }) => path)).toEqual(['folder/a.txt', 'b.txt'])
  expect(sourcesFromInput({ files: null } as HTMLInputElement)).toEqual([])
})
