import styles from './about.module.css'

/** A drop's life in four steps. */
export function Steps() {
  return (
    <section>
      <h2>What happens to a file</h2>
      <ol className={styles.steps}>
        <li>
          <strong>Sealed.</strong> Your browser makes a random key and encrypts the files with it, piece by piece
          (AES-256-GCM). The pieces go to storage while you still choose.
        </li>
        <li>
          <strong>Linked.</strong> A second random secret locks that key. The secret becomes the part of the link after{' '}
          <code>#</code>, and exists nowhere else.
        </li>
        <li>
          <strong>Taken.</strong> Whoever opens the link sees what is in it; that is free. A click on Download takes one
          of the downloads you allowed. Every piece is verified before it is written, and the end is verified before the
          page says that it is saved.
        </li>
        <li>
          <strong>Gone.</strong> When the time or the downloads are used up, the locked key is erased at once and the
          bytes are deleted from storage within seconds.
        </li>
      </ol>
    </section>
  )
}

/** What the server can and cannot see. */
export function Sees() {
  return (
    <section>
      <h2>What we can and cannot see</h2>
      <div className={styles.columns}>
        <div>
          <h3>Cannot see</h3>
          <ul className={styles.list}>
            <li>what is in your files</li>
            <li>their names, types and number</li>
            <li>the link, or the key in it</li>
            <li>who you are: there is no account, no cookie, and no address is stored</li>
          </ul>
        </div>
        <div>
          <h3>Can see</h3>
          <ul className={styles.list}>
            <li>roughly how large a drop is, as its size is rounded up</li>
            <li>when it was made, opened, taken and deleted</li>
            <li>the limits you set</li>
            <li>your address while you are connected, as every server does</li>
          </ul>
        </div>
      </div>
    </section>
  )
}

/** What no such service can promise. */
export function Limits() {
  return (
    <section>
      <h2>What no browser can promise</h2>
      <ul className={styles.list}>
        <li>
          <strong>This page comes from the server, too.</strong> Whoever controls the server could change the page to
          leak what you send next. What was sent before stays safe. Its code is open and the same for everyone, so it
          can be compared.
        </li>
        <li>
          <strong>A link is as secret as the way you send it.</strong> Whoever reads it first may take the files.
        </li>
        <li>
          <strong>Receivers keep what they took.</strong> We delete our copy, not theirs.
        </li>
        <li>
          <strong>Nobody checks for malware.</strong> A server that cannot read files cannot scan them. Open only what
          you expect.
        </li>
        <li>
          <strong>Your device has to be yours.</strong> A bad browser extension sees what you see.
        </li>
      </ul>
      <p className={styles.more}>
        <a href="/">Send files</a>
        <a href="https://github.com/snowdrop/snowdrop" rel="noreferrer">
          Read the source and the format
        </a>
      </p>
    </section>
  )
}
