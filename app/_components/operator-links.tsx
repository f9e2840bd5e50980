import { useTranslations } from 'next-intl'
import { inSite } from '../../lib/wire/base-path.ts'

/**
 * What whoever runs an instance may want to be reached by, as items of a list: each is hidden until [Note: Instance
 * settings] shows it.
 */
export function OperatorLinks() {
  const t = useTranslations('site.operator')
  return (['contact', 'imprint', 'terms', 'privacy'] as const).map((link) => (
    <li key={link} data-instance={link}>
      <a href={inSite(`/api/instance/${link}`)} rel="noreferrer">
        {t(link)}
      </a>
    </li>
  ))
}
