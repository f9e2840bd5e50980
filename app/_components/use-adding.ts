'use client'

import { useEffect, useRef, useState } from 'react'

/** Whether links are being added; the focus comes back to the button that began it. */
export function useAdding() {
  const [isAdding, setAdding] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const wasAdding = useRef(false)
  useEffect(() => {
    if (wasAdding.current && !isAdding) opener.current?.focus()
    wasAdding.current = isAdding
  }, [isAdding])
  return { isAdding, setAdding, opener }
}
