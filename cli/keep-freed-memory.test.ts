import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'

/** Seals chunks, a few of which are there at the same time, and prints how many pages the system gave meanwhile. */
const SEALING = `
import { createCipheriv, randomBytes } from 'node:crypto'
const [key, chunk] = [randomBytes(32), randomBytes(2 ** 18)]
const before = process.resourceUsage().minorPageFault
for (let at = 0; at < 128; at += 1) {
  const sealed = [0, 1, 2, 3].map(() => createCipheriv('aes-256-gcm', key, randomBytes(12)).update(chunk))
  for (const { buffer } of sealed) buffer.transfer(0)
}
console.log(process.resourceUsage().minorPageFault - before)
`

function pageFaults(script: string): number {
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }))
}

// What glibc does. As JavaScript, as a Node that strips types has freed larger blocks by then.
test.runIf(process.platform === 'linux')('memory of a chunk that was freed serves the next one', () => {
  const code = stripTypeScriptTypes(readFileSync(new URL('./keep-freed-memory.ts', import.meta.url), 'utf8'))
  const kept = pageFaults(`${code}\nkeepFreedMemory()\n${SEALING}`)
  expect(kept).toBeLessThan(pageFaults(SEALING) / 4)
})
