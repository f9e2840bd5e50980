import type { Settings } from '../server/settings.ts'

/**
 * Types that a system may offer to open with the app: a list of them is asked for, and “all” is no answer (Web App
 * Manifest, file handlers).
 */
const OPENED = {
  'application/pdf': ['.pdf'],
  'application/zip': ['.zip'],
  'application/gzip': ['.gz', '.tgz'],
  'application/x-7z-compressed': ['.7z'],
  'application/x-tar': ['.tar'],
  'audio/*': ['.mp3', '.flac', '.wav', '.ogg', '.m4a'],
  'image/*': ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.heic', '.tif', '.tiff', '.svg'],
  'text/*': ['.txt', '.md', '.csv'],
  'video/*': ['.mp4', '.mov', '.mkv', '.webm'],
}

/**
 * What stands under an icon, where twelve characters have room: as a person counts them, so that none is cut in two.
 */
function shortName(name: string): string {
  const characters = [...new Intl.Segmenter().segment(name)].slice(0, 12)
  return characters
    .map(({ segment }) => segment)
    .join('')
    .trim()
}

/** The instance as an app that systems can install (W3C Web App Manifest). */
export function appManifest({ name, basePath }: Pick<Settings, 'name' | 'basePath'>) {
  const icon = (file: string, size: number, purpose: 'any' | 'maskable') => ({
    src: `${basePath}/icons/${file}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  })
  return {
    id: `${basePath}/`,
    name,
    short_name: shortName(name),
    start_url: `${basePath}/`,
    scope: `${basePath}/`,
    display: 'standalone',
    background_color: '#eaf2f0',
    theme_color: '#1d6a45',
    icons: [icon('app-192', 192, 'any'), icon('app-512', 512, 'any'), icon('app-maskable-512', 512, 'maskable')],
    share_target: {
      action: `${basePath}/share`,
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { title: 'title', text: 'text', url: 'url', files: [{ name: 'files', accept: ['*/*'] }] },
    },
    file_handlers: [{ action: `${basePath}/`, accept: OPENED }],
    launch_handler: { client_mode: 'navigate-new' },
  }
}
