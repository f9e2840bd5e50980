import type { ReceivedFile } from '../../lib/client/receive/receive-state.ts'

/** A file of the tree; `index` is its place in the drop. */
export interface FileLeaf {
  readonly kind: 'file'
  readonly name: string
  readonly file: ReceivedFile
  readonly index: number
}

/** A folder with all that is below it. */
export interface FolderNode {
  readonly kind: 'folder'
  readonly name: string
  /** `/` between folders. */
  readonly path: string
  /** Folders and files in it, in the order in which the drop names them first. */
  readonly children: readonly TreeNode[]
  /** Every file below it, ascending. */
  readonly indices: readonly number[]
  /** Bytes of all of them. */
  readonly size: number
}

export type TreeNode = FileLeaf | FolderNode

interface Growing {
  readonly path: string
  readonly name: string
  /** A map and no object: a folder may be called `__proto__`. */
  readonly folders: Map<string, Growing>
  readonly order: (FileLeaf | Growing)[]
  readonly indices: number[]
  size: number
}

function seedling(path: string, name: string): Growing {
  return { path, name, folders: new Map(), order: [], indices: [], size: 0 }
}

function folderIn(parent: Growing, name: string): Growing {
  const found = parent.folders.get(name)
  if (found !== undefined) return found
  const made = seedling(parent.path === '' ? name : `${parent.path}/${name}`, name)
  parent.folders.set(name, made)
  parent.order.push(made)
  return made
}

function plant(root: Growing, file: ReceivedFile, index: number): void {
  const names = file.path.split('/')
  const name = names.pop() ?? ''
  let folder = root
  for (const each of names) {
    folder = folderIn(folder, each)
    folder.indices.push(index)
    folder.size += file.size
  }
  folder.order.push({ kind: 'file', name, file, index })
}

function grown(nodes: Growing['order']): TreeNode[] {
  return nodes.map((node) =>
    'kind' in node
      ? node
      : {
          kind: 'folder',
          name: node.name,
          path: node.path,
          children: grown(node.order),
          indices: node.indices,
          size: node.size,
        },
  )
}

/** The folders and files of a drop. Its paths are parsed already: relative, no segment empty. */
export function fileTree(files: readonly ReceivedFile[]): readonly TreeNode[] {
  const root = seedling('', '')
  for (const [index, file] of files.entries()) plant(root, file, index)
  return grown(root.order)
}
