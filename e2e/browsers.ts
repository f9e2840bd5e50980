/**
 * Debian's browsers by default; set CHROMIUM or FIREFOX to use others, and MINIBROWSER for WebKitGTK's (see
 * e2e/webkit/webkit.ts).
 */
export const chromium = {
  browserName: 'chromium' as const,
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  },
}

/** A Firefox as it is installed, driven by WebDriver BiDi, with some preferences. */
export function firefox(firefoxUserPrefs: Readonly<Record<string, boolean | number>> = {}) {
  const executablePath = process.env.FIREFOX ?? '/usr/bin/firefox-esr'
  return {
    browserName: 'firefox' as const,
    channel: 'moz-firefox',
    launchOptions: { executablePath, firefoxUserPrefs: { ...firefoxUserPrefs } },
    // Its trace takes a picture of each step, which costs more than the steps.
    trace: 'off' as const,
  }
}
