'use client'

import { useEffect } from 'react'

/** While `running`, the browser asks before the page is left. */
export function useUnloadWarning(running: boolean): void {
  useEffect(() => {
    if (!running) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [running])
}
