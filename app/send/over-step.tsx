'use client'

import controls from '../_components/controls.module.css'

/** Deleted or failed: the way to another drop. */
export function OverStep({ label, onStartOver }: { label: string; onStartOver: () => void }) {
  return (
    <div className={controls.row}>
      <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onStartOver}>
        {label}
      </button>
    </div>
  )
}
