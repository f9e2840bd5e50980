import { inSite } from '../../lib/wire/base-path.ts'
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
          <code>#</code>, and no server ever gets it. One drop may have several links, each with its own secret.
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

/** What a link can be, besides a link to files. */
export function Ways() {
  return (
    <section>
      <h2>More than a link to files</h2>
      <ul className={styles.list}>
        <li>
          <strong>A password on top.</strong> It is stretched by Argon2id in the browser and becomes part of the lock,
          so the link alone opens nothing. It never leaves the browser and is kept nowhere: tell it another way than the
          link. A hint is readable by whoever has the link.
        </li>
        <li>
          <strong>Eleven words.</strong> The same secret in words that can be dictated, typed or printed. They are as
          good as the link, so guard them like it. A QR code is the link as a picture.
        </li>
        <li>
          <strong>One link per recipient.</strong> Each link has its own limits, password and end, and tells you by
          itself whether it was used. Nothing is uploaded twice.
        </li>
        <li>
          <strong>Notes and one-time links.</strong> A note is shown after a click, and with one download it is gone
          when it is read. A one-time link shows which site it leads to and never goes there by itself.
        </li>
      </ul>
    </section>
  )
}

/** What stays on the sender's and the receiver's device. */
export function Kept() {
  return (
    <section>
      <h2>What is kept on your device</h2>
      <ul className={styles.list}>
        <li>
          <strong>What you sent.</strong> This browser keeps a list of it under <a href={inSite('/sent')}>Sent</a>, with
          the links in it, so that you can copy, change or end them later. Whoever uses this browser can open that list;
          you can forget each entry, and the drop stays as it is.
        </li>
        <li>
          <strong>An upload that was cut off.</strong> What is needed to go on after a reload, until it is done or you
          discard it.
        </li>
        <li>
          <strong>A download that was begun.</strong> Which link it belongs to and, of a large one, the sealed bytes
          that came already: never the key, and never an opened byte.
        </li>
        <li>
          <strong>Never a password.</strong> Neither yours nor a receiver’s. A private window forgets all of this when
          it is closed.
        </li>
      </ul>
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
            <li>the link, its words, or the key in it</li>
            <li>a password, a hint, or for whom a link is</li>
            <li>who you are: there is no account, no cookie, and no address is stored</li>
          </ul>
        </div>
        <div>
          <h3>Can see</h3>
          <ul className={styles.list}>
            <li>roughly how large a drop is, as its size is rounded up</li>
            <li>when it was made, opened, taken and deleted</li>
            <li>the limits you set, how many links there are, and whether a link has a hint</li>
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
        <a href={inSite('/')}>Send files</a>
        <a href="https://github.com/snowdrop/snowdrop" rel="noreferrer">
          Read the source and the format
        </a>
      </p>
    </section>
  )
}
