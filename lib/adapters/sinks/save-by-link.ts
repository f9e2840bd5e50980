/** Saves a blob by a link that is clicked for the person. */
export function saveByLink(document: Document): (blob: Blob, name: string) => void {
  return (blob, name) => {
    const url = URL.createObjectURL(blob)
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.hidden = true
    document.body.append(link)
    link.click()
    link.remove()
    // Browsers read the blob some time after the click, and none says when.
    setTimeout(() => {
      URL.revokeObjectURL(url)
    }, 60_000)
  }
}
