import { expect, test } from 'vitest'
import { fileTree, type TreeNode } from './file-tree.ts'

function outline(nodes: readonly TreeNode[]): unknown[] {
  return nodes.map((node) =>
    node.kind === 'file'
      ? `${node.index} ${node.name}`
      : { [node.path]: outline(node.children), holds: node.indices, size: node.size },
  )
}

function treeOf(...paths: string[]): unknown[] {
  return outline(fileTree(paths.map((path, at) => ({ path, size: at + 1, type: '' }))))
}

test.each([
  ['nothing', [], []],
  ['files alone', ['b', 'a'], ['0 b', '1 a']],
  ['a folder', ['x/a', 'x/b'], [{ x: ['0 a', '1 b'], holds: [0, 1], size: 3 }]],
  [
    'folders in folders, and a file between them',
    ['x/y/a', 'top', 'x/b', 'x/y/c'],
    [{ x: [{ 'x/y': ['0 a', '3 c'], holds: [0, 3], size: 5 }, '2 b'], holds: [0, 2, 3], size: 8 }, '1 top'],
  ],
  [
    'the same name in two folders',
    ['x/n/a', 'y/n/a'],
    [
      { x: [{ 'x/n': ['0 a'], holds: [0], size: 1 }], holds: [0], size: 1 },
      { y: [{ 'y/n': ['1 a'], holds: [1], size: 2 }], holds: [1], size: 2 },
    ],
  ],
])('%s', (_, paths, expected) => {
  expect(treeOf(...paths)).toEqual(expected)
})

test('names that objects are made of are folders like any other', () => {
  const [node] = fileTree([{ path: '__proto__/constructor/a', size: 1, type: '' }])
  expect(node).toMatchObject({ kind: 'folder', path: '__proto__' })
  expect(node?.kind === 'folder' && node.children[0]).toMatchObject({ path: '__proto__/constructor', indices: [0] })
})
