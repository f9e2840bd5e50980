/** Next calls this once when the server process starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startReaper } = await import('./lib/web/reaper-loop.ts')
  await startReaper()
}
