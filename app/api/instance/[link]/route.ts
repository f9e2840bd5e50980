import { operatorLink } from '../../../../lib/web/operator-link.ts'
import { server } from '../../../../lib/web/wiring.ts'

/** Where the foot of a page leads to: an address that only this instance knows. */
export async function GET(_: Request, { params }: { params: Promise<{ link: string }> }): Promise<Response> {
  const { links } = (await server()).settings.appearance
  return operatorLink(links, (await params).link)
}

export const dynamic = 'force-dynamic'
