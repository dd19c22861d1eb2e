// Lets Ponder (with its own PGlite) read everything that a node has.
// Usage: node run.mjs SETTINGS.json; says "done ROWS" and waits for its standard input to end.
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
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
const ponder = spawn(
  process.execPath,
  [join(here, 'node_modules/ponder/dist/esm/bin/ponder.js'), 'start', '--schema', 'bench', '--hostname', '127.0.0.1', '--port', `${port}`, '--log-level', 'warn'],
  { cwd: here, env: { ...process.env, BENCH_SETTINGS: file, PGLITE_DIRECTORY: `${file}.pglite`, PONDER_TELEMETRY_DISABLED: '1' }, stdio: ['ignore', 'inherit', 'inherit'] },
)
ponder.on('exit', (code) => process.exit(code ?? 1))

// Its /ready turns from 503 to 200 once the history is indexed.
for (;;) {
  const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null)
  if (ready?.status === 200) break
  await new Promise((resolve) => setTimeout(resolve, 100))
}
const rows = await (await fetch(`http://127.0.0.1:${port}/rows`)).json()
console.log(`done ${rows.n}`)
process.stdin.resume()
process.stdin.on('end', () => ponder.kill())
