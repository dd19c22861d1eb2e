import { readFileSync } from 'node:fs'
import { createConfig } from 'ponder'
import { parseAbi } from 'viem'

const { url, coin, splitter, owner, payers, range, head } = JSON.parse(readFileSync(process.env.BENCH_SETTINGS!, 'utf8'))

export default createConfig({
  database: { kind: 'pglite', directory: process.env.PGLITE_DIRECTORY! },
  chains: { replay: { id: 31337, rpc: url, ethGetLogsBlockRange: range } },
  contracts: {
    Coin: {
      chain: 'replay',
      abi: parseAbi(['event Transfer(address indexed from, address indexed to, uint256 value)']),
      address: coin,
      startBlock: 0,
      endBlock: head,
      filter: { event: 'Transfer', args: { from: payers, to: owner } },
    },
    Splitter: {
      chain: 'replay',
      abi: parseAbi([
        'event PaymentReleased(address to, uint256 amount)',
        'event ERC20PaymentReleased(address indexed token, address to, uint256 amount)',
      ]),
      address: splitter,
      startBlock: 0,
      endBlock: head,
    },
  },
})
