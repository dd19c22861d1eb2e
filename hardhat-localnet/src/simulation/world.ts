import { decodeEventLog, parseAbi } from "viem";
import type { Abi, Address, Hex } from "viem";
import type { Block, Blocks, Log } from "../blocks.ts";
import type { Deployment, Source, Token } from "../deployment.ts";
import type { Random } from "../random.ts";
import type { SafeCall, TreasurySafe } from "../safe.ts";
import { isoTime } from "./calendar.ts";
import type { PriceEvidence, Prices, Value } from "./prices.ts";

export const erc20 = parseAbi([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "function approve(address,uint256) returns (bool)",
  "function transfer(address,uint256) returns (bool)",
  "function transferFrom(address,address,uint256) returns (bool)",
  "function balanceOf(address) view returns (uint256)",
]);

/** The log that proves a payment: the amounts in it are what the simulation computed, so finding it confirms them. */
export interface ExpectedLog { address: Address; abi: Abi; event: string; args: Record<string, unknown> }

export interface Place { transactionHash: Hex; blockNumber: number; blockHash: Hex; logIndex: number; occurredAt: string }

export interface Payment extends Place {
  source: string; kind: string; category: string; stage: "received"; payer: Address; beneficiary: Address;
  token: "native" | Address; symbol: string; decimals: number; baseUnits: bigint;
  price: PriceEvidence; value: Value;
}

export interface Movement extends Place {
  source: string; direction: "deposit" | "withdrawal"; sender: Address; receiver: Address; owner: Address;
  assets: bigint; shares: bigint; costOfShares: bigint | null; realizedGain: bigint | null;
}

export interface Noise { what: string; transactionHash: Hex; blockNumber: number; blockHash: Hex }

/** By how much a balance of the owner's changed in a block beside what was income. */
export interface Moved { holder: Address; token: "native" | Address; amount: bigint; blockNumber: number }

/** What the treasury can collect by a call of its own Safe: `book` is called with the transaction that carries it. */
export interface Collectable { call: SafeCall; book(hash: Hex): void }

/** What the owner holds, as the simulation computes it; the chain is asked after every block whether it agrees. */
export interface Holdings { native: bigint; usdc: bigint; vaultShares: bigint; warehouseShares: bigint }

const NATIVE = { token: "native" as const, symbol: "ETH", decimals: 18 };

/** The chain, the owner's Safe, and the book of what happened: one block at a time. */
export class World {
  readonly blocks: Blocks;
  readonly deployment: Deployment;
  readonly safe: TreasurySafe;
  readonly random: Random;
  readonly prices: Prices;
  readonly treasury: Address;
  readonly holdings: Holdings;
  readonly payments: Payment[] = [];
  readonly movements: Movement[] = [];
  readonly noise: Noise[] = [];
  readonly moved: Moved[] = [];
  /** What was held when `moved` was last brought up to date. */
  #accounted: { native: bigint; usdc: bigint };
  #expected: { hash: Hex; log: ExpectedLog; book(place: Place): void }[] = [];
  #noisy: { what: string; hash: Hex }[] = [];
  #busy = false;

  constructor(blocks: Blocks, deployment: Deployment, safe: TreasurySafe, random: Random, prices: Prices, holdings: Holdings) {
    this.blocks = blocks;
    this.deployment = deployment;
    this.safe = safe;
    this.random = random;
    this.prices = prices;
    this.treasury = safe.address;
    this.holdings = holdings;
    this.#accounted = { ...holdings };
  }

  get usdc(): Token {
    return this.deployment.tokens.usdc;
  }

  source(name: string): Source {
    return this.deployment.sources.find(({ Name }) => Name === name)!;
  }

  /** Whether anything waits for the next block. */
  get busy(): boolean {
    return this.#busy;
  }

  async call(from: Address, to: Address, abi: Abi, functionName: string, args: readonly unknown[] = []): Promise<Hex> {
    this.#busy = true;
    return this.blocks.call(from, to, abi, functionName, args);
  }

  async pay(from: Address, to: Address, value: bigint): Promise<Hex> {
    this.#busy = true;
    return this.blocks.send(`payment to ${to}`, { from, to, value });
  }

  async execute(calls: SafeCall[]): Promise<Hex> {
    this.#busy = true;
    return this.safe.execute(calls);
  }

  /** Lets the Safe collect in one transaction. */
  async collect(collectables: Collectable[]): Promise<void> {
    if (collectables.length === 0) return;
    const hash = await this.execute(collectables.map(({ call }) => call));
    for (const collectable of collectables) collectable.book(hash);
  }

  /** Books a payment to the treasury that the transaction makes; `log` must be found in it. */
  expectPayment(hash: Hex, source: Source, payer: Address, token: "native" | "usdc", baseUnits: bigint, log: ExpectedLog): void {
    this.holdings[token] += baseUnits;
    this.expect(hash, log, (place) => this.book(place, source, payer, token, baseUnits));
  }

  book(place: Place, source: Source, payer: Address, token: "native" | "usdc", baseUnits: bigint): void {
    const { address, symbol, decimals } = this.usdc;
    const { transactionHash, blockNumber, blockHash, logIndex, occurredAt } = place;
    const currency = token === "native" ? NATIVE : { token: address, symbol, decimals };
    this.payments.push({
      source: source.Name, kind: source.Kind, category: source.Category, stage: "received",
      transactionHash, blockNumber, blockHash, logIndex, occurredAt, payer, beneficiary: this.treasury,
      ...currency, baseUnits, ...this.prices.worth(currency.token, currency.decimals, baseUnits),
    });
  }

  expect(hash: Hex, log: ExpectedLog, book: (place: Place) => void): void {
    this.#expected.push({ hash, log, book });
  }

  /** Notes a transaction that is none of the owner's income, however much it looks like it. */
  noteNoise(what: string, hash: Hex): void {
    this.#noisy.push({ what, hash });
  }

  /** Mines the block, finds every expected log in it, and asks the chain whether the owner holds what was computed. */
  async closeBlock(timestamp: number): Promise<void> {
    const block = await this.blocks.mine(timestamp);
    const taken = new Set<Hex>();
    for (const { hash, log, book } of this.#expected) {
      const found = block.receipts.get(hash)!.logs.find((candidate) => !taken.has(candidate.logIndex) && matches(candidate, log));
      if (!found) throw new Error(`${hash} has no ${log.event} of ${log.address} with ${show(log.args)}`);
      taken.add(found.logIndex);
      book({ transactionHash: hash, blockNumber: block.number, blockHash: block.hash, logIndex: Number(found.logIndex),
        occurredAt: isoTime(block.timestamp) });
    }
    for (const { what, hash } of this.#noisy)
      this.noise.push({ what, transactionHash: hash, blockNumber: block.number, blockHash: block.hash });
    this.#expected = [];
    this.#noisy = [];
    this.#busy = false;
    await this.#confirmHoldings(block);
    for (const name of ["native", "usdc"] as const) {
      const token = name === "usdc" ? this.usdc.address : name;
      const paid = this.payments.filter((payment) => payment.blockNumber === block.number && payment.token === token);
      this.#move(this.treasury, token, paid.reduce((rest, { baseUnits }) => rest - baseUnits, this.holdings[name] - this.#accounted[name]), block.number);
    }
    this.#accounted = { ...this.holdings };
  }

  /** Takes over what a block of somebody else's changed, beside what was income in it. */
  account(changes: Omit<Moved, "blockNumber">[], native: bigint, usdc: bigint, blockNumber: number): void {
    for (const { holder, token, amount } of changes) this.#move(holder, token, amount, blockNumber);
    this.holdings.native += native;
    this.holdings.usdc += usdc;
    this.#accounted = { ...this.holdings };
  }

  #move(holder: Address, token: "native" | Address, amount: bigint, blockNumber: number): void {
    if (amount !== 0n) this.moved.push({ holder, token, amount, blockNumber });
  }

  async #confirmHoldings(block: Block): Promise<void> {
    const { usdc, vaultShares, warehouse } = this.deployment.tokens;
    const balanceOf = `0x70a08231${this.treasury.slice(2).toLowerCase().padStart(64, "0")}`;
    const onChain = (await this.blocks.rpc.batch([
      { method: "eth_getBalance", params: [this.treasury, "latest"] },
      ...[usdc, vaultShares, warehouse].map(({ address }) => ({ method: "eth_call", params: [{ to: address, data: balanceOf }, "latest"] })),
    ])).map(BigInt);
    for (const [i, name] of (["native", "usdc", "vaultShares", "warehouseShares"] as const).entries())
      if (onChain[i] !== this.holdings[name])
        throw new Error(`block ${block.number}: the treasury holds ${onChain[i]} ${name}, but ${this.holdings[name]} was computed`);
  }
}

function matches(log: Log, expected: ExpectedLog): boolean {
  if (log.address.toLowerCase() !== expected.address.toLowerCase()) return false;
  try {
    const { eventName, args } = decodeEventLog({ abi: expected.abi, topics: log.topics, data: log.data });
    return eventName === expected.event && Object.entries(expected.args).every(([name, value]) =>
      String((args as any)[name]).toLowerCase() === String(value).toLowerCase());
  } catch {
    return false;
  }
}

const show = (args: Record<string, unknown>) => Object.entries(args).map(([name, value]) => `${name} ${value}`).join(", ");
