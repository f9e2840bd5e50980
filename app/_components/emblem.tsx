/** The emblem: a snowdrop that bows, white on leaf green in both themes. Decorative; the name stands beside it. */
export function Emblem({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path
        fill="#1d6a45"
        d="M32 1c9 0 17 2 23 8s8 14 8 23-2 17-8 23-14 8-23 8-17-2-23-8-8-14-8-23S3 15 9 9s14-8 23-8z"
      />
      <path
        d="M19 63C15 45 14 29 19 19c4-8 15-9 19.500-2.500 1.500 2.300 2 4.500 2 7.500"
        fill="none"
        stroke="#b6dc6c"
        strokeWidth="4.500"
      />
      <g fill="#fff" stroke="#1d6a45" strokeWidth="1.750" strokeLinejoin="round">
        <path d="M40.500 23c-8.500 5-14 14.500-12.500 24.500.7 4.500 5 4.500 7.300 1.500C40 43 41.500 33 40.500 23z" />
        <path d="M40.500 23c8.500 5 14 14.500 12.500 24.500-.7 4.500-5 4.500-7.300 1.500C41 43 39.500 33 40.500 23z" />
        <path d="M40.500 22.500c-6 8-7.800 19.500-4.300 28.300 1.700 4.200 6.900 4.200 8.600 0 3.500-8.800 1.700-20.300-4.300-28.300z" />
      </g>
    </svg>
  )
}
