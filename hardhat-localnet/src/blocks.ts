import { decodeFunctionResult, encodeDeployData, encodeFunctionData, getContractAddress, toHex } from "viem";
import type { Abi, Address, Hex } from "viem";
import { ACCOUNTS } from "./accounts.ts";
import type { Artifact } from "./artifacts.ts";
import { UserError } from "./options.ts";
import type { Call, Rpc } from "./rpc.ts";

export interface Log { address: Address; topics: [Hex, ...Hex[]]; data: Hex; logIndex: Hex }
export interface Receipt { transactionHash: Hex; status: Hex; logs: Log[]; blockNumber: Hex }
export interface Block { number: number; hash: Hex; timestamp: number; receipts: Map<Hex, Receipt> }
export interface Transaction { from: Address; to?: Address; value?: bigint; data?: Hex; gas?: bigint }

const GAS = 1_500_000n;
const CREATION_GAS = 8_000_000n;

/**
 * Builds blocks one by one: what is sent waits until `mine`, which puts all of it, in the order it was sent, into one
 * block with a chosen timestamp. So a run depends on no clock, and the same run gives the same block hashes.
 */
export class Blocks {
  readonly rpc: Rpc;
  readonly chainId: number;
  timestamp: number;
  /** The number of the last block. */
  head: number;
  #waiting: { hash: Hex; what: string }[] = [];
  #nonces = new Map<Address, number>();

  private constructor(rpc: Rpc, chainId: number, timestamp: number, head: number) {
    this.rpc = rpc;
    this.chainId = chainId;
    this.timestamp = timestamp;
    this.head = head;
  }

  /** Takes the chain over: nothing is mined any more unless `mine` says so, until `release`. */
  static async takeOver(rpc: Rpc, accounts = ACCOUNTS): Promise<Blocks> {
    const [chainId, head, unlocked] = await rpc.batch([
      { method: "eth_chainId", params: [] },
      { method: "eth_getBlockByNumber", params: ["latest", false] },
      { method: "eth_accounts", params: [] },
    ]);
    if (unlocked.length < accounts)
      throw new UserError(`${rpc.url} is not a local test chain: it offers ${unlocked.length} unlocked accounts, ${accounts} are needed. Start one: node scripts/chain.ts${accounts > ACCOUNTS ? " --full" : ""}`);
    await rpc.batch([{ method: "evm_setAutomine", params: [false] }, { method: "evm_setIntervalMining", params: [0] }]);
    return new Blocks(rpc, Number(chainId), Number(head.timestamp), Number(head.number));
  }

  async release(): Promise<void> {
    await this.rpc.request("evm_setAutomine", true);
  }

  /** Sends a transaction and returns its hash; it is in a block after the next `mine`. */
  async send(what: string, transaction: Transaction): Promise<Hex> {
    return (await this.sendAll([{ what, ...transaction }]))[0]!;
  }

  /** Sends transactions in one request. */
  async sendAll(transactions: ({ what: string } & Transaction)[]): Promise<Hex[]> {
    const calls: Call[] = [];
    for (const { from, to, value = 0n, data = "0x", gas = to ? GAS : CREATION_GAS } of transactions)
      calls.push({ method: "eth_sendTransaction", params: [{
        from, to, value: toHex(value), data, gas: toHex(gas), nonce: toHex(await this.#nextNonce(from)),
        maxFeePerGas: toHex(50_000_000_000n), maxPriorityFeePerGas: toHex(1_000_000_000n),
      }] });
    const hashes: Hex[] = await this.rpc.batch(calls);
    this.#waiting.push(...hashes.map((hash, i) => ({ hash, what: transactions[i]!.what })));
    return hashes;
  }

  async call(from: Address, to: Address, abi: Abi, functionName: string, args: readonly unknown[] = [], options: { gas?: bigint; value?: bigint } = {}): Promise<Hex> {
    return this.send(`${functionName} at ${to}`, { from, to, data: encodeFunctionData({ abi, functionName, args }), ...options });
  }

  /** Sends a creation and returns the address that the contract will have. */
  async create(from: Address, artifact: Artifact, args: readonly unknown[] = [], options: { gas?: bigint; value?: bigint } = {}): Promise<Address> {
    const address = getContractAddress({ from, nonce: BigInt(await this.#nextNonce(from, false)) });
    await this.send(`creation of ${address}`, { from, data: encodeDeployData({ ...artifact, args }), ...options });
    return address;
  }

  async read<T = any>(to: Address, abi: Abi, functionName: string, args: readonly unknown[] = [], from?: Address): Promise<T> {
    const data = await this.rpc.request<Hex>("eth_call", { to, from, data: encodeFunctionData({ abi, functionName, args }) }, "latest");
    return decodeFunctionResult({ abi, functionName, data }) as T;
  }

  /** Mines all that waits into one block. Throws when any of it failed. */
  async mine(timestamp = this.timestamp + 1): Promise<Block> {
    const waiting = this.#waiting;
    this.#waiting = [];
    // By itself: anvil answers the calls of a batch side by side.
    await this.rpc.request("evm_mine", timestamp);
    const [head, ...receipts] = await this.rpc.batch([
      { method: "eth_getBlockByNumber", params: ["latest", false] },
      ...waiting.map(({ hash }): Call => ({ method: "eth_getTransactionReceipt", params: [hash] })),
    ]);
    this.timestamp = Number(head.timestamp);
    this.head = Number(head.number);
    for (const [i, { hash, what }] of waiting.entries()) {
      if (!receipts[i]) throw new Error(`${what}: ${hash} is not in block ${Number(head.number)}`);
      if (receipts[i].status !== "0x1") throw new Error(`${what}: ${hash} reverted: ${await this.#reason(hash)}`);
    }
    return {
      number: Number(head.number), hash: head.hash, timestamp: this.timestamp,
      receipts: new Map(receipts.map((receipt) => [receipt.transactionHash, receipt])),
    };
  }

  /** Mines one empty block per timestamp. A batch of evm_mine, because hardhat_mine breaks the parent links. */
  async mineEmpty(timestamps: readonly number[]): Promise<void> {
    for (let i = 0; i < timestamps.length; i += 500)
      await this.rpc.batch(timestamps.slice(i, i + 500).map((at) => ({ method: "evm_mine", params: [at] })));
    this.timestamp = timestamps.at(-1) ?? this.timestamp;
    this.head += timestamps.length;
  }

  async #nextNonce(from: Address, take = true): Promise<number> {
    const nonce = this.#nonces.get(from) ?? Number(await this.rpc.request("eth_getTransactionCount", from, "latest"));
    this.#nonces.set(from, take ? nonce + 1 : nonce);
    return nonce;
  }

  async #reason(hash: Hex): Promise<string> {
    const trace = await this.rpc.request("debug_traceTransaction", hash, { tracer: "callTracer" }).catch(() => ({}));
    return trace.revertReason ?? trace.output ?? trace.error ?? "no reason given";
  }
}
