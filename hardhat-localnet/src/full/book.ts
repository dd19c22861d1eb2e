import { decodeEventLog, encodeFunctionData, parseAbi } from "viem";
import type { Abi, Address, Hex } from "viem";
import type { Block, Log, Receipt } from "../blocks.ts";
import type { Source } from "../deployment.ts";
import { isoTime } from "../simulation/calendar.ts";
import type { Day } from "../simulation/day.ts";
import type { PriceEvidence, Value } from "../simulation/prices.ts";
import type { Noise, Place, World } from "../simulation/world.ts";
import type { Full } from "./deploy.ts";

export const erc20 = parseAbi([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "function approve(address,uint256) returns (bool)", "function transfer(address,uint256) returns (bool)",
  "function transferFrom(address,address,uint256) returns (bool)", "function balanceOf(address) view returns (uint256)",
  "function symbol() view returns (string)", "function decimals() view returns (uint8)",
]);
const safeAbi = parseAbi(["event SafeReceived(address indexed sender, uint256 value)"]);

type TokenKey = "native" | Address;
interface Described { token: TokenKey; symbol: string; decimals: number }

export interface FullPayment extends Place, Described {
  source: string; kind: string; category: string; stage: "received" | "distributed"; payer: Address; beneficiary: Address; baseUnits: bigint;
  price?: PriceEvidence; value?: Value;
  /** Only of ether: whether a transaction names the receiver, or a contract sent it. */
  form?: "transaction" | "internal"; transactionIndex?: number;
  /** Only of royalties: what the collection's royaltyInfo asks for. */
  expected?: bigint;
}

/** A payment that an event claims, and that the balances do not confirm. */
export interface Quarantined extends Place, Described { source: string; payer: Address; claimed: bigint; arrived: bigint }
export interface Flow { source: string; amount: bigint; transactionHash: Hex; blockNumber: number; blockHash: Hex; day: string }
export interface Movement extends Place { source: string; direction: string; assets: bigint; shares: bigint; costOfShares: bigint | null; realizedGain: bigint | null }
export interface Alarm extends Place { source: string; what: string }

/** One block of its own: what was done in it is held against what it changed. */
export type Settle = (block: Settled) => Promise<void> | void;
export interface Step { name: string; act(): Promise<Settle> }
export interface FullActivity { stepsOn(day: Day): Step[] }
export interface SafeStep { to: Address; abi?: Abi; name?: string; args?: readonly unknown[]; value?: bigint }

/** Who pays, in what, by which log. Without `amount`: all that came of the token in this block. */
export interface Pay { payer: Address; token: TokenKey; amount?: bigint; log?: Found; to?: Address; expected?: bigint; form?: "transaction" | "internal" }
export interface Found { args: any; logIndex: number }

/**
 * The book of what is paid on the full chain. Every step has a block of its own, and after it each balance that the owner
 * has must have changed by exactly what was booked: amounts are taken from balances, and never from an event alone.
 */
export class FullBook {
  readonly world: World;
  readonly full: Full;
  readonly payments: FullPayment[] = [];
  readonly credits: FullPayment[] = [];
  readonly quarantined: Quarantined[] = [];
  readonly movements: Movement[] = [];
  readonly flows: Flow[] = [];
  readonly alarms: Alarm[] = [];
  readonly noise: Noise[] = [];
  readonly days: { day: string; head: number; timestamp: number }[] = [];
  readonly #holdings: { holder: Address; token: TokenKey }[];
  readonly #described = new Map<TokenKey, Described>();
  readonly #booked = new Set<TokenKey>();

  private constructor(world: World, full: Full) {
    const { treasury, usdc } = world, { wallet } = full.accounts, at = full.contracts;
    this.world = world;
    this.full = full;
    this.#holdings = [
      ...(["native", usdc.address, at.weth, at.dollar, at.rewardToken, at.stakingToken, at.tollCoin, at.silentTollCoin, at.elastic, at.shifty,
        at.hybrid, at.house, at.exchangeVault, at.creditVault, at.poolToken] as TokenKey[]).map((token) => ({ holder: treasury, token })),
      { holder: wallet, token: "native" }, { holder: wallet, token: usdc.address },
    ];
  }

  static async open(world: World, full: Full): Promise<FullBook> {
    const book = new FullBook(world, full);
    book.#described.set("native", { token: "native", symbol: "ETH", decimals: 18 });
    for (const token of new Set(book.#holdings.map((holding) => holding.token)))
      if (token !== "native")
        book.#described.set(token, { token, symbol: await world.blocks.read(token, erc20, "symbol"), decimals: Number(await world.blocks.read(token, erc20, "decimals")) });
    return book;
  }

  source(name: string): Source {
    return this.full.sources.find(({ Name }) => Name === name)!;
  }

  /** Does one thing in a block of its own, and books what came of it. */
  async step({ name, act }: Step, timestamp: number): Promise<void> {
    const { blocks, treasury, usdc } = this.world;
    const before = await this.#balances();
    const settle = await act();
    const block = await blocks.mine(timestamp);
    const after = await this.#balances();
    const deltas = new Map(this.#holdings.map(({ holder, token }, i) => [holder + token, after[i]! - before[i]!]));
    for (const token of new Set(this.#holdings.filter((_, i) => before[i] !== after[i]).map((holding) => holding.token))) await this.#hear(token);
    const settled = new Settled(this, block, deltas);
    await settle(settled);
    for (const [key, delta] of deltas)
      if (delta !== (settled.explained.get(key) ?? 0n))
        throw new Error(`block ${block.number}, ${name}: ${key} changed by ${delta}, but ${settled.explained.get(key) ?? 0n} was booked`);
    const beside = this.#holdings.map(({ holder, token }) => ({ holder, token, amount: deltas.get(holder + token)! - (settled.earned.get(holder + token) ?? 0n) }));
    this.world.account(beside, deltas.get(`${treasury}native`)!, deltas.get(treasury + usdc.address)!, block.number);
  }

  describe(token: TokenKey): Described {
    return this.#described.get(token)!;
  }

  /** As a token that is booked: what it says from now on changes nothing. */
  book(token: TokenKey): Described {
    this.#booked.add(token);
    return this.describe(token);
  }

  /** A token counts in the decimals that it had after the block of the first payment booked in it. */
  async #hear(token: TokenKey): Promise<void> {
    if (token !== "native" && !this.#booked.has(token))
      this.#described.set(token, { ...this.describe(token), decimals: Number(await this.world.blocks.read(token, erc20, "decimals")) });
  }

  worth(token: TokenKey, baseUnits: bigint): { price?: PriceEvidence; value?: Value } {
    const { prices, deployment } = this.world;
    const feed = [...deployment.pricing.Feeds, ...this.full.pricing].find(({ Token }) => Token === token)?.Feed;
    const like = deployment.pricing.Feeds.find(({ Feed }) => Feed === feed)?.Token;
    return like ? prices.worth(like, this.describe(token).decimals, baseUnits) : {};
  }

  call(from: Address, to: Address, abi: Abi, name: string, args: readonly unknown[] = [], value = 0n): Promise<Hex> {
    return this.world.blocks.call(from, to, abi, name, args, { value, gas: 3_000_000n });
  }

  /** Several calls of the owner's Safe, in one transaction. */
  safe(...steps: SafeStep[]): Promise<Hex> {
    return this.world.safe.execute(steps.map(({ to, abi, name, args = [], value }) =>
      ({ to, value, data: abi ? encodeFunctionData({ abi, functionName: name!, args }) : "0x" })));
  }

  read<T = bigint>(to: Address, abi: Abi, name: string, args: readonly unknown[] = []): Promise<T> {
    return this.world.blocks.read<T>(to, abi, name, args);
  }

  /** Something that is no income, however much it looks like it. */
  noiseOf(what: string, act: () => Promise<Hex>, changes: (block: Settled) => void = () => {}): Step {
    return { name: what, act: async () => {
      const hash = await act();
      return (block) => { block.noise(what, hash); changes(block); };
    } };
  }

  async #balances(): Promise<bigint[]> {
    const balanceOf = (holder: Address) => `0x70a08231${holder.slice(2).toLowerCase().padStart(64, "0")}`;
    return (await this.world.blocks.rpc.batch(this.#holdings.map(({ holder, token }) => token === "native"
      ? { method: "eth_getBalance", params: [holder, "latest"] }
      : { method: "eth_call", params: [{ to: token, data: balanceOf(holder) }, "latest"] }))).map(BigInt);
  }
}

/** A block in which one step was taken. */
export class Settled {
  readonly explained = new Map<string, bigint>();
  /** What of it was income. */
  readonly earned = new Map<string, bigint>();
  readonly #book: FullBook;
  readonly #block: Block;
  readonly #deltas: Map<string, bigint>;

  constructor(book: FullBook, block: Block, deltas: Map<string, bigint>) {
    this.#book = book;
    this.#block = block;
    this.#deltas = deltas;
  }

  get number(): number {
    return this.#block.number;
  }

  get timestamp(): number {
    return this.#block.timestamp;
  }

  receipt(hash: Hex): Receipt & { transactionIndex: Hex } {
    return this.#block.receipts.get(hash) as any;
  }

  delta(token: TokenKey, holder = this.#book.world.treasury): bigint {
    return this.#deltas.get(holder + token)!;
  }

  /** The one log of an event, of those whose arguments are as given. */
  log(hash: Hex, address: Address, abi: Abi, event: string, args: Record<string, unknown> = {}): Found {
    const found = this.receipt(hash).logs.flatMap((log: Log): Found[] => {
      if (log.address.toLowerCase() !== address.toLowerCase()) return [];
      try {
        const decoded = decodeEventLog({ abi, topics: log.topics, data: log.data }) as any;
        const fits = decoded.eventName === event && Object.entries(args).every(([name, value]) => String(decoded.args[name]).toLowerCase() === String(value).toLowerCase());
        return fits ? [{ args: decoded.args, logIndex: Number(log.logIndex) }] : [];
      } catch {
        return [];
      }
    });
    if (found.length !== 1) throw new Error(`${hash} has ${found.length} logs ${event} of ${address}`);
    return found[0]!;
  }

  transfer(hash: Hex, token: Address, to: Address = this.#book.world.treasury): Found {
    return this.log(hash, token, erc20, "Transfer", { to });
  }

  place(hash: Hex, logIndex?: number): Place {
    const index = logIndex ?? -1 - Number(this.receipt(hash).transactionIndex);
    return { transactionHash: hash, blockNumber: this.#block.number, blockHash: this.#block.hash, logIndex: index, occurredAt: isoTime(this.#block.timestamp) };
  }

  /** Income that arrived; the balances must have grown by it. */
  pay(source: string, hash: Hex, { payer, token, amount, log, to, expected, form }: Pay): void {
    const beneficiary = to ?? this.#book.world.treasury;
    const baseUnits = amount ?? this.delta(token, beneficiary) - (this.explained.get(beneficiary + token) ?? 0n);
    if (baseUnits <= 0n) throw new Error(`${source} paid ${baseUnits}`);
    this.moved(token, baseUnits, beneficiary);
    const received = form && beneficiary === this.#book.world.treasury ? this.log(hash, beneficiary, safeAbi, "SafeReceived", { sender: payer }) : undefined;
    this.record(source, hash, { payer, token, baseUnits, log: log ?? received, beneficiary, expected, form });
  }

  /** Income as it stands in the book, wherever its money is. */
  record(source: string, hash: Hex, { payer, token, baseUnits, log, beneficiary = this.#book.world.treasury, expected, form, stage = "received" }:
    { payer: Address; token: TokenKey; baseUnits: bigint; log?: Found; beneficiary?: Address; expected?: bigint; form?: "transaction" | "internal"; stage?: "received" | "distributed" }): void {
    const { Kind, Category } = this.#book.source(source);
    const entry: FullPayment = {
      source, kind: Kind, category: Category, stage, ...this.place(hash, log?.logIndex), payer, beneficiary, ...this.#book.book(token), baseUnits,
      ...this.#book.worth(token, baseUnits), ...(form && { form, transactionIndex: Number(this.receipt(hash).transactionIndex) }), ...(expected !== undefined && { expected }),
    };
    (stage === "received" ? this.#book.payments : this.#book.credits).push(entry);
    if (stage === "received") this.earned.set(beneficiary + token, (this.earned.get(beneficiary + token) ?? 0n) + baseUnits);
  }

  quarantine(source: string, hash: Hex, { payer, token, log }: { payer: Address; token: Address; log: Found }): void {
    const arrived = this.delta(token);
    this.moved(token, arrived);
    this.#book.quarantined.push({ source, payer, ...this.#book.book(token), claimed: log.args.value, arrived, ...this.place(hash, log.logIndex) });
  }

  /** A change of a balance that is no income. */
  moved(token: TokenKey, amount: bigint, holder = this.#book.world.treasury): void {
    const key = holder + token;
    this.explained.set(key, (this.explained.get(key) ?? 0n) + amount);
  }

  /** What came or went of a balance that also grows by itself. */
  flow(source: string, hash: Hex, amount: bigint): void {
    const { transactionHash, blockNumber, blockHash, occurredAt } = this.place(hash);
    this.#book.flows.push({ source, amount, transactionHash, blockNumber, blockHash, day: occurredAt.slice(0, 10) });
  }

  noise(what: string, hash: Hex): void {
    const { transactionHash, blockNumber, blockHash } = this.place(hash);
    this.#book.noise.push({ what, transactionHash, blockNumber, blockHash });
  }

  alarm(source: string, what: string, hash: Hex, log: Found): void {
    this.#book.alarms.push({ source, what, ...this.place(hash, log.logIndex) });
  }
}
