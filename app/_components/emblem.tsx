/** The emblem: a snowdrop that bows, white on leaf green in both themes. Decorative; the name stands beside it. */
export function Emblem({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path
        fill="#1d6a45"
        d="M32 1c9 0 17 2 23 8s8 14 8 23-2 17-8 23-14 8-23 8-17-2-23-8-8-14-8-23S3 15 9 9s14-8 23-8z"
      />
      <path
        d="M19 63C15 45 14 29 19 19c4-8 15-9 19.5-2.5 1.5 2.3 2 4.5 2 7.5"
        fill="none"
        stroke="#b6dc6c"
        strokeWidth="4.5"
      />
      <g fill="#fff" stroke="#1d6a45" strokeWidth="1.75" strokeLinejoin="round">
        <path d="M40.5 23c-8.5 5-14 14.5-12.5 24.5.7 4.5 5 4.5 7.3 1.5C40 43 41.5 33 40.5 23z" />
        <path d="M40.5 23c8.5 5 14 14.5 12.5 24.5-.7 4.5-5 4.5-7.3 1.5C41 43 39.5 33 40.5 23z" />
        <path d="M40.5 22.5c-6 8-7.8 19.5-4.3 28.3 1.7 4.2 6.9 4.2 8.6 0 3.5-8.8 1.7-20.3-4.3-28.3z" />
      </g>
    </svg>
  )
}
