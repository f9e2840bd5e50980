import styles from './key-picture.module.css'

function Key({ x, y }: { x: number; y: number }) {
  return (
    <g className={styles.key} transform={`translate(${x} ${y})`}>
      <circle cx="0" cy="0" r="9" />
      <path d="M9 0h26m-6 0v8m-9-8v6" />
    </g>
  )
}

function Places() {
  return (
    <>
      <g className={styles.browser}>
        <rect x="20" y="100" width="180" height="112" rx="16" />
        <path d="M20 128h180" />
        <rect x="440" y="100" width="180" height="112" rx="16" />
        <path d="M440 128h180" />
      </g>
      <g className={styles.server}>
        <rect x="256" y="222" width="128" height="68" rx="16" />
        <path d="M310 246v-6a10 10 0 0 1 20 0v6m-24 0h28v18h-28z" />
      </g>
    </>
  )
}

/** Where the key is and where it is not. */
export function KeyPicture() {
  return (
    <figure className={styles.picture}>
      <svg viewBox="0 0 640 300" role="img" aria-labelledby="key-picture">
        <title id="key-picture">
          The link with the key goes from the sender to the receiver directly. The server gets and gives only sealed
          bytes.
        </title>
        <path className={styles.way} d="M120 96C180 20 460 20 520 96" />
        <Key x={302} y={39} />
        <text className={styles.words} x="320" y="76">
          the link, by whatever way you trust
        </text>
        <Places />
        <Key x={92} y={158} />
        <Key x={512} y={158} />
        <text className={styles.name} x="110" y="196">
          sender’s browser
        </text>
        <text className={styles.name} x="530" y="196">
          receiver’s browser
        </text>
        <path
          className={styles.sealed}
          d="M150 216c20 36 60 44 96 44m-10-8l11 8-11 8M394 260c40 0 76-8 96-42m-12 6l12-7 2 13"
        />
        <text className={styles.name} x="320" y="282">
          sealed bytes only
        </text>
      </svg>
      <figcaption className={styles.caption}>
        The part of a link after <code>#</code> is the key. Browsers never send that part to any server.
      </figcaption>
    </figure>
  )
}
