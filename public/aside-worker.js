// The service worker of the scripts' own folder, and so of workers that seal and open: without a fetch handler, what
// they send and fetch passes by no service worker ([Note: Aside], lib/adapters/sharing/shell-page.ts).
