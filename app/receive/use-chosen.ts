'use client'

import { useCallback, useMemo, useState } from 'react'
import type { ReceivedFile, Selection } from '../../lib/client/receive/receive-state.ts'

/** Which files are ticked, and the selection that a download takes: all of them where none is ticked. */
export function useChosen(files: readonly ReceivedFile[]) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const choose = useCallback((indices: readonly number[], wanted: boolean) => {
    setChosen((before) => {
      const after = new Set(before)
      for (const index of indices) {
        if (wanted) after.add(index)
        else after.delete(index)
      }
      return after
    })
  }, [])
  const selection = useMemo<Selection>(
    () => (chosen.size === 0 || chosen.size === files.length ? 'all' : [...chosen].sort((a, b) => a - b)),
    [chosen, files],
  )
  return { chosen, choose, selection }
}

/** Sum of the selected files' sizes, in bytes. */
export function bytesOf(files: readonly ReceivedFile[], selection: Selection): number {
  if (selection === 'all') return files.reduce((sum, { size }) => sum + size, 0)
  return selection.reduce((sum, index) => sum + (files[index]?.size ?? 0), 0)
}
