import { readFileSync } from 'node:fs'
import { ponder } from 'ponder:registry'
import { income } from 'ponder:schema'
import { zeroAddress } from 'viem'

const { owner } = JSON.parse(readFileSync(process.env.BENCH_SETTINGS!, 'utf8'))

const rowOf = (event: any, payer: `0x${string}`, token: `0x${string}`, amount: bigint) => ({
  id: event.id,
  blockNumber: event.block.number,
  blockHash: event.block.hash,
  logIndex: event.log.logIndex,
  transactionHash: event.transaction.hash,
  time: event.block.timestamp,
  payer,
  token,
  amount,
})

ponder.on('Coin:Transfer', async ({ event, context }) => {
  await context.db.insert(income).values(rowOf(event, event.args.from, event.log.address, event.args.value))
})

ponder.on('Splitter:PaymentReleased', async ({ event, context }) => {
  if (event.args.to.toLowerCase() !== owner) return
  await context.db.insert(income).values(rowOf(event, event.log.address, zeroAddress, event.args.amount))
})

ponder.on('Splitter:ERC20PaymentReleased', async ({ event, context }) => {
  if (event.args.to.toLowerCase() !== owner) return
  await context.db.insert(income).values(rowOf(event, event.log.address, event.args.token, event.args.amount))
})
