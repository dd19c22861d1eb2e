import { decodeFunctionResult, encodeFunctionData, hexToBigInt, parseAbiItem, toEventSelector } from "viem";
import type { Address, Hex } from "viem";
import type { Blocks, Log } from "../blocks.ts";
import { aggregatorAbi, proxyAbi, proxyRoundId, submissions } from "../feeds.ts";
import type { Feed } from "../feeds.ts";
import { Random } from "../random.ts";
import { isoTime } from "./calendar.ts";
import type { Day } from "./day.ts";

/** What a feed said when a payment came: the evidence that its value must rest on. */
export interface PriceEvidence { feed: Address; roundId: string; answer: string; decimals: number; updatedAt: string }
export interface Value { currency: "USD"; amount: string }

const CURRENCY_DECIMALS = 8;
const ETHER = { low: 1_500_00000000n, high: 6_000_00000000n, step: 350n };
const DOLLAR = { low: 99_700000n, high: 1_00300000n, step: 4n };

/** Every feed answers once a day, before the day's first payment; the price is the median of what its oracles say. */
export class Prices {
  readonly #blocks: Blocks;
  readonly #feeds: Feed[];
  /** Not the world's die: the payments of a seed do not depend on how prices wander. */
  readonly #random: Random;
  readonly #latest = new Map<string, { round: bigint; answer: bigint; updatedAt: number }>();

  private constructor(blocks: Blocks, feeds: Feed[], seed: number) {
    this.#blocks = blocks;
    this.#feeds = feeds;
    this.#random = new Random(seed ^ 0x70726963);
  }

  static async open(blocks: Blocks, feeds: Feed[], seed: number): Promise<Prices> {
    const prices = new Prices(blocks, feeds, seed);
    for (const feed of feeds) {
      const [round, answer, , updatedAt] = await blocks.read<bigint[]>(feed.aggregator, aggregatorAbi, "latestRoundData");
      prices.#latest.set(feed.name, { round: round!, answer: answer!, updatedAt: Number(updatedAt) });
    }
    return prices;
  }

  /** Mines the block in which the day's answers stand. */
  async answer(day: Day): Promise<void> {
    const ether = this.#wander("eth-usd", ETHER), dollar = this.#wander("usdc-usd", DOLLAR);
    const next: Record<string, bigint> = { "eth-usd": ether, "usdc-usd": dollar, "usdc-eth": (dollar * 10n ** 18n) / ether };
    const rounds = this.#feeds.map((feed) => ({
      feed, round: this.#latest.get(feed.name)!.round + 1n, answers: feed.oracles.map((oracle): [Address, bigint] => [oracle, this.#near(next[feed.name]!)]),
    }));
    const hashes = await this.#blocks.sendAll(rounds.flatMap(({ feed, round, answers }) => submissions(feed, round, answers)));
    const { receipts, timestamp } = await this.#blocks.mine(day.midnight + 1 + this.#random.below(30));
    for (const { feed, round, answers } of rounds) {
      const answer = median(answers.map(([, each]) => each));
      mustHaveAnswered(feed, round, answer, hashes.splice(0, answers.length).flatMap((hash) => receipts.get(hash)!.logs));
      this.#latest.set(feed.name, { round, answer, updatedAt: timestamp });
    }
  }

  /** What an amount of a token is worth at the latest price, and the evidence for it. */
  worth(token: "native" | Address, decimals: number, baseUnits: bigint): { price: PriceEvidence; value: Value } {
    const feed = this.#feeds.find((each) => each.token === token && !each.quote)!;
    const { round, answer, updatedAt } = this.#latest.get(feed.name)!;
    return {
      price: { feed: feed.proxy, roundId: proxyRoundId(round).toString(), answer: answer.toString(), decimals: feed.decimals, updatedAt: isoTime(updatedAt) },
      value: { currency: "USD", amount: display(valueOf(baseUnits, decimals, answer, feed.decimals)) },
    };
  }

  /** Asks the feeds themselves, at the block of each payment, whether its evidence is theirs. */
  async confirm(payments: { blockNumber: number; price: PriceEvidence }[]): Promise<void> {
    const data = encodeFunctionData({ abi: proxyAbi, functionName: "latestRoundData" });
    const answers: Hex[] = await this.#blocks.rpc.batch(payments.map(({ blockNumber, price }) =>
      ({ method: "eth_call", params: [{ to: price.feed, data }, `0x${blockNumber.toString(16)}`] })));
    for (const [i, { blockNumber, price }] of payments.entries()) {
      const [roundId, answer, , updatedAt] = decodeFunctionResult({ abi: proxyAbi, functionName: "latestRoundData", data: answers[i]! }) as bigint[];
      const told = [roundId, answer, isoTime(Number(updatedAt))].join(", "), expected = [price.roundId, price.answer, price.updatedAt].join(", ");
      if (told !== expected) throw new Error(`block ${blockNumber}: ${price.feed} says ${told}, but ${expected} was computed`);
    }
  }

  /** A step up or down of at most `step` in 10,000, turned back at the bounds. */
  #wander(name: string, { low, high, step }: typeof ETHER): bigint {
    const from = this.#latest.get(name)!.answer;
    const most = (from * step) / 10_000n;
    const to = from - most + this.#random.amount(0n, 2n * most);
    return to < low ? 2n * low - to : to > high ? 2n * high - to : to;
  }

  /** What one oracle says when the price is this: within one in 10,000 of it. */
  #near(price: bigint): bigint {
    return this.#random.amount(price - price / 10_000n, price + price / 10_000n);
  }
}

/** In units of 10^-8 of the currency, rounded half up; a loss is worth as much as a gain of that size, with a minus. */
export function valueOf(baseUnits: bigint, tokenDecimals: number, answer: bigint, feedDecimals: number): bigint {
  const worth = (baseUnits < 0n ? -baseUnits : baseUnits) * answer * 10n ** BigInt(CURRENCY_DECIMALS);
  const unit = 10n ** BigInt(tokenDecimals + feedDecimals);
  const rounded = (2n * worth + unit) / (2n * unit);
  return baseUnits < 0n ? -rounded : rounded;
}

/** At least two digits after the point, and beyond them no zeros that say nothing. */
export function display(units: bigint): string {
  const digits = (units < 0n ? -units : units).toString().padStart(CURRENCY_DECIMALS + 1, "0");
  const point = digits.length - CURRENCY_DECIMALS;
  return `${units < 0n ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point).replace(/0{1,6}$/, "")}`;
}

const median = (answers: bigint[]): bigint => answers.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))[Math.floor(answers.length / 2)]!;

const ANSWER_UPDATED = toEventSelector(parseAbiItem("event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt)"));

function mustHaveAnswered(feed: Feed, round: bigint, answer: bigint, logs: Log[]): void {
  const said = logs.filter(({ topics }) => topics[0] === ANSWER_UPDATED)
    .map(({ topics }) => `${hexToBigInt(topics[2]!)}: ${hexToBigInt(topics[1]!, { signed: true })}`);
  if (said.join() !== `${round}: ${answer}`) throw new Error(`${feed.name} answered ${said.join() || "nothing"} instead of ${round}: ${answer}`);
}
