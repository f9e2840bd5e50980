/** What Playwright 1.64 turns off in Chromium: a list of one's own takes the place of its list. */
const OFF_BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'BlockOriginHeaderModificationOnRedirect',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'Translate',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
]

/**
 * What drops out of the address bar is two pages of Chromium's own, in a process that every new context starts (Debian
 * 12, Chromium 156): half a second of a processor each time, for a window that nobody sees.
 */
const ADDRESS_BAR = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup']

/**
 * Debian's browsers by default; set CHROMIUM or FIREFOX to use others, and MINIBROWSER for WebKitGTK's (see
 * e2e/webkit/webkit.ts).
 */
export const chromium = {
  browserName: 'chromium' as const,
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      `--disable-features=${[...OFF_BY_PLAYWRIGHT, ...ADDRESS_BAR].join(',')}`,
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
    // Of the context's wish for less motion WebDriver BiDi says nothing to it.
    launchOptions: { executablePath, firefoxUserPrefs: { 'ui.prefersReducedMotion': 1, ...firefoxUserPrefs } },
    // Its trace takes a picture of each step, which costs more than the steps.
    trace: 'off' as const,
  }
}
