/** The process answers. */
export function GET(): Response {
  return Response.json({ live: true }, { headers: { 'cache-control': 'no-store' } })
}

export const dynamic = 'force-dynamic'
