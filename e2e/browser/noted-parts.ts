/**
 * Runs in a page, and stands on nothing outside itself: how many parts of unfinished uploads its browser has noted, which
 * is what another page can go on with.
 */
export async function countNotedParts(): Promise<number> {
  const database = await new Promise<IDBDatabase | null>((resolve) => {
    const opening = indexedDB.open('snowdrop-sender')
    // The page that finds an empty one takes it for its own.
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => resolve(null)
  })
  if (database === null) return 0
  try {
    const counting = database.transaction('parts').objectStore('parts').count()
    return await new Promise<number>((resolve) => {
      counting.onsuccess = () => resolve(counting.result)
    })
  } finally {
    database.close()
  }
}
