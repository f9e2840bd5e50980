import { apiRoute } from '../../../../lib/web/api-route.ts'

/** The database answers too. */
export const GET = apiRoute('health/ready', async ({ census }) => {
  await census.count()
  return { ready: true }
})

export const dynamic = 'force-dynamic'
