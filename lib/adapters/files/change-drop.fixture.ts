// One program of several that change one drop at once: `node change-drop.fixture.ts FOLDER ID COUNT` adds COUNT links,
// and says so after each.
import { someLink } from '../../ports/sender-store.contract.ts'
import { dropId } from '../../wire/fields.ts'
import { openSenderFiles } from './sender-store.ts'

const [folder = '', id = '', count = '0'] = process.argv.slice(2)
const store = openSenderFiles(folder)
for (let at = 0; at < Number(count); at += 1) {
  await store.changeDrop(dropId.parse(id), (kept) => kept && { ...kept, links: [...kept.links, someLink()] })
  process.stdout.write('+')
}
