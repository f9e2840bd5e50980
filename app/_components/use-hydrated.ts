'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** Whether the page's script runs already. Until then a button would do nothing, so it says that it is disabled. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
