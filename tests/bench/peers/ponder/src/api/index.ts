import { Hono } from 'hono'
import { db } from 'ponder:api'
import { income } from 'ponder:schema'
import { count } from 'drizzle-orm'

const app = new Hono()
app.get('/rows', async (context) => context.json((await db.select({ n: count() }).from(income))[0]))
export default app
