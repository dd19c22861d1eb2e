import { decodeFunctionResult, encodeFunctionData } from "viem";
import type { Hex } from "viem";
import { UserError } from "../options.ts";
import { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import type { World } from "../simulation/world.ts";
import { ArtSales } from "./art.ts";
import { FullBook } from "./book.ts";
import type { FullActivity, FullPayment } from "./book.ts";
import type { Full } from "./deploy.ts";
import { Dividends } from "./dividends.ts";
import { brought, Growth } from "./growth.ts";
import { ClientPayments } from "./payments.ts";
import { Splits } from "./splits.ts";
import { Traps } from "./traps.ts";
import { Vaults } from "./vaults.ts";

const DAY = 86_400;

/** What a growing balance was at the end of a UTC day (its last block), what came and went on that day, and what it grew. */
export interface Accrual { source: string; day: string; blockNumber: number; blockHash: Hex; balance: bigint; flows: bigint; income: bigint }

/** The life of the full chain, beside the plain one's: after a day's plain blocks, one block for each of its own steps. */
export class FullLife {
  readonly book: FullBook;
  /** A die of its own, so that the plain life throws the same with and without it. */
  readonly #random: Random;
  readonly #activities: FullActivity[];
  readonly #growth: Growth;
  readonly #vaults: Vaults;

  private constructor(book: FullBook, seed: number) {
    const random = new Random(seed ^ 0x66756c6c);
    this.book = book;
    this.#random = random;
    this.#growth = new Growth(book, random);
    this.#vaults = new Vaults(book, random);
    this.#activities = [new Splits(book, random), new ArtSales(book, random), new Dividends(book, random), this.#vaults, this.#growth, new ClientPayments(book, random), new Traps(book, random)];
  }

  static async open(world: World, full: Full, seed: number): Promise<FullLife> {
    return new FullLife(await FullBook.open(world, full), seed);
  }

  async live(day: Day): Promise<void> {
    const { blocks } = this.book.world, end = day.midnight + DAY;
    // What is prepared comes before what needs it; the rest in any order.
    const steps = this.#activities.flatMap((activity) => activity.stepsOn(day));
    const inOrder = day.index === 0 ? steps : this.#random.shuffled(steps);
    const apart = Math.max(1, Math.floor((end - blocks.timestamp) / (inOrder.length + 1)));
    if (blocks.timestamp + inOrder.length >= end) throw new UserError(`day ${day.index} has no room for ${inOrder.length} more blocks: lower --blocks-per-day`);
    for (const step of inOrder) await this.book.step(step, blocks.timestamp + apart);
    this.book.days.push({ day: new Date(day.midnight * 1000).toISOString().slice(0, 10), head: blocks.head, timestamp: blocks.timestamp });
  }

  async result() {
    const { credits, quarantined, alarms, flows } = this.book;
    return { credits, quarantined, alarms, flows, accruals: await this.#accruals() };
  }

  /** As the plain simulation's `positions`. */
  positions() {
    return this.#vaults.held();
  }

  get payments(): FullPayment[] {
    return this.book.payments;
  }

  /** Asks the chain what each growing balance was at each day's last block. */
  async #accruals(): Promise<Accrual[]> {
    const { world: { blocks, treasury }, days, flows } = this.book;
    const accruals: Accrual[] = [];
    const hashes = (await blocks.rpc.batch(days.map(({ head }) => ({ method: "eth_getBlockByNumber", params: [`0x${head.toString(16)}`, false] })))).map(({ hash }) => hash);
    for (const { source, address, abi, functionName, balanceIn = (answer) => answer as bigint, streams } of this.#growth.growing) {
      const data = encodeFunctionData({ abi, functionName, args: [treasury] } as any);
      const balances = (await blocks.rpc.batch(days.map(({ head }) => ({ method: "eth_call", params: [{ to: address, data }, `0x${head.toString(16)}`] }))))
        .map((answer: Hex) => balanceIn(decodeFunctionResult({ abi, functionName, data: answer } as any)));
      for (const [i, { day, head, timestamp }] of days.entries()) {
        const balance = balances[i]!, before = balances[i - 1] ?? 0n, since = days[i - 1]?.timestamp ?? 0;
        const net = flows.filter((flow) => flow.source === source && flow.day === day).reduce((sum, { amount }) => sum + amount, 0n) + brought(streams?.beside ?? [], since, timestamp);
        if (streams && balance - before - net !== brought(streams.paid, since, timestamp))
          throw new Error(`${source}, ${day}: ${balance - before - net} came, but ${brought(streams.paid, since, timestamp)} was streamed`);
        accruals.push({ source, day, blockNumber: head, blockHash: hashes[i], balance, flows: net, income: balance - before - net });
      }
    }
    return accruals;
  }
}

