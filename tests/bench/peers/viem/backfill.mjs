// Records every payment to an owner from a node into SQLite, range by range.
// Usage: node backfill.mjs SETTINGS.json; says "done ROWS" and waits for its standard input to end.
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { createPublicClient, http, parseAbi, zeroAddress } from 'viem'

const { url, file, coin, splitter, owner, payers, range } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const abi = parseAbi([
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event PaymentReleased(address to, uint256 amount)',
  'event ERC20PaymentReleased(address indexed token, address to, uint256 amount)',
])
const [transfer, ...releases] = abi
const client = createPublicClient({ transport: http(url, { batch: { batchSize: 100 } }) })

const db = new DatabaseSync(file)
db.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE income (
    block_number INTEGER NOT NULL, log_index INTEGER NOT NULL, block_hash TEXT NOT NULL, transaction_hash TEXT NOT NULL,
    time INTEGER NOT NULL, payer TEXT NOT NULL, token TEXT NOT NULL, amount TEXT NOT NULL,
    PRIMARY KEY (block_number, log_index)
  ) WITHOUT ROWID;
  CREATE INDEX income_by_time ON income (time);
  CREATE TABLE cursor (next_block INTEGER NOT NULL);
  INSERT INTO cursor VALUES (0);
`)
const insert = db.prepare('INSERT OR IGNORE INTO income VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
const move = db.prepare('UPDATE cursor SET next_block = ?')

function paymentOf(log) {
  switch (log.eventName) {
    case 'Transfer': return [log.args.from, log.address, log.args.value]
    case 'PaymentReleased': return log.args.to.toLowerCase() === owner ? [log.address, zeroAddress, log.args.amount] : null
    case 'ERC20PaymentReleased': return log.args.to.toLowerCase() === owner ? [log.address, log.args.token, log.args.amount] : null
  }
}

// The time stands in the log where the node sends it; else each block is asked once, a hundred in one request.
async function timesOf(logs) {
  const times = new Map()
  const missing = new Set()
  for (const log of logs) {
    if (log.blockTimestamp) times.set(log.blockNumber, log.blockTimestamp)
    else missing.add(log.blockNumber)
  }
  await Promise.all([...missing].map(async (blockNumber) => {
    times.set(blockNumber, (await client.getBlock({ blockNumber })).timestamp)
  }))
  return times
}

const head = await client.getBlockNumber()
for (let fromBlock = 0n; fromBlock <= head; fromBlock += BigInt(range)) {
  const last = fromBlock + BigInt(range) - 1n
  const toBlock = last < head ? last : head
  const logs = (await Promise.all([
    client.getLogs({ address: coin, event: transfer, args: { from: payers, to: owner }, fromBlock, toBlock }),
    client.getLogs({ address: splitter, events: releases, fromBlock, toBlock }),
  ])).flat()
  const times = await timesOf(logs)
  db.exec('BEGIN')
  for (const log of logs) {
    const payment = paymentOf(log)
    if (!payment) continue
    const [payer, token, amount] = payment
    insert.run(log.blockNumber, log.logIndex, log.blockHash, log.transactionHash, times.get(log.blockNumber), payer, token, amount.toString())
  }
  move.run(toBlock + 1n)
  db.exec('COMMIT')
}

console.log(`done ${db.prepare('SELECT count(*) AS n FROM income').get().n}`)
process.stdin.resume()
