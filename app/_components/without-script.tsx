import { useTranslations } from 'next-intl'

/** What docs/cli.md says, in three lines. */
const COMMANDS = `git clone https://github.com/snowdrop/snowdrop && cd snowdrop
npx snowdrop send --server ADDRESS-OF-THIS-SITE FILE
npx snowdrop receive 'LINK'`

/** For browsers without script: why nothing works here, and what does instead. */
export function WithoutScript() {
  const t = useTranslations('site')
  return (
    <div className="without-script">
      <p>{t('withoutScript')}</p>
      <p>{t('terminal')}</p>
      <pre dir="ltr">
        <code>{COMMANDS}</code>
      </pre>
    </div>
  )
}
