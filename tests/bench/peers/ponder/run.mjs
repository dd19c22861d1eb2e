// Lets Ponder (with its own PGlite) read everything that a node has.
// Usage: node run.mjs SETTINGS.json; says "done ROWS" and waits for its standard input to end.
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const file = process.argv[2]
const settings = JSON.parse(readFileSync(file, 'utf8'))
const head = await fetch(settings.url, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}',
})
writeFileSync(file, JSON.stringify({ ...settings, head: Number((await head.json()).result) }))

const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})
// Ponder runs in this very process, so that ending it ends all, and what it costs is counted as a whole.
Object.assign(process.env, { BENCH_SETTINGS: file, PGLITE_DIRECTORY: `${file}.pglite`, PONDER_TELEMETRY_DISABLED: '1' })
process.chdir(here)
process.argv = [process.execPath, 'ponder', 'start', '--schema', 'bench', '--hostname', '127.0.0.1', '--port', `${port}`, '--log-level', 'warn']
await import('./node_modules/ponder/dist/esm/bin/ponder.js')

// Its /ready answers before the last rows can be read: done is when all that the chain holds can be.
const rows = () => fetch(`http://127.0.0.1:${port}/rows`).then((answer) => answer.json()).then(({ n }) => n).catch(() => 0)
const limit = Date.now() + 1_800_000
while ((await rows()) < settings.payments) {
  if (Date.now() > limit) throw new Error(`only ${await rows()} of ${settings.payments} rows in half an hour`)
  await new Promise((resolve) => setTimeout(resolve, 200))
}
console.log(`done ${await rows()}`)
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
