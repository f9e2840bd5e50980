'use client'

import { useEffect, useRef } from 'react'
import styles from './choose-list.module.css'

interface ChoiceBoxProps {
  readonly name: string
  readonly indices: readonly number[]
  readonly chosen: ReadonlySet<number>
  /** `null` where there is nothing to choose. */
  readonly onChoose: ((indices: readonly number[], wanted: boolean) => void) | null
}

/** A checkbox for one file or many: neither checked nor not where some of many are chosen. */
export function ChoiceBox({ name, indices, chosen, onChoose }: ChoiceBoxProps) {
  const box = useRef<HTMLInputElement>(null)
  const count = indices.reduce((sum, index) => sum + (chosen.has(index) ? 1 : 0), 0)
  const all = count === indices.length
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && !all
  }, [count, all])
  if (onChoose === null) return null
  return (
    <label className={styles.box}>
      <input ref={box} type="checkbox" checked={all} onChange={() => onChoose(indices, !all)} aria-label={name} />
    </label>
  )
}
