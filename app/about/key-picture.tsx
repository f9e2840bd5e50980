import styles from './key-picture.module.css'

function Key({ x, y }: { x: number; y: number }) {
  return (
    <g className={styles.key} transform={`translate(${x} ${y})`}>
      <circle cx="0" cy="0" r="8" />
      <path d="M8 0h22m-5 0v7m-8-7v5" />
    </g>
  )
}

function Places() {
  return (
    <>
      <g className={styles.browser}>
        <rect x="4" y="88" width="144" height="104" rx="14" />
        <path d="M4 110h144" />
        <rect x="272" y="88" width="144" height="104" rx="14" />
        <path d="M272 110h144" />
      </g>
      <g className={styles.server}>
        <rect x="140" y="226" width="140" height="76" rx="14" />
        <path d="M200 250v-5a10 10 0 0 1 20 0v5m-24 0h28v17h-28z" />
      </g>
    </>
  )
}

function Words() {
  return (
    <g className={styles.words}>
      <text x="210" y="16">
        the link, by a way you trust
      </text>
      <text x="76" y="176">
        sender’s browser
      </text>
      <text x="344" y="176">
        receiver’s browser
      </text>
      <text x="210" y="290">
        sealed bytes only
      </text>
    </g>
  )
}

/** Where the key is and where it is not. */
export function KeyPicture() {
  return (
    <figure className={styles.picture}>
      <svg viewBox="0 0 420 306" role="img" aria-labelledby="key-picture">
        <title id="key-picture">
          The link with the key goes from the sender to the receiver directly. The server gets and gives only sealed
          bytes.
        </title>
        <path className={styles.way} d="M76 80C110 22 310 22 344 80" />
        <Places />
        <Key x={199} y={37} />
        <Key x={65} y={136} />
        <Key x={333} y={136} />
        <path
          className={styles.sealed}
          d="M76 200c4 40 24 62 54 64m-9-8l10 8-10 8M290 264c30-2 50-24 54-60m-9 9l9-10 8 10"
        />
        <Words />
      </svg>
      <figcaption className={styles.caption}>
        The part of a link after <code>#</code> is the key. Browsers never send that part to any server.
      </figcaption>
    </figure>
  )
}
