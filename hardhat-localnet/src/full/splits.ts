import type { Address } from "viem";
import { compiled } from "../artifacts.ts";
import type { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import { erc20 } from "./book.ts";
import type { FullActivity, FullBook, Step } from "./book.ts";

const main = compiled("full/SplitMain").abi;
const wallet = compiled("full/SplitWallets", "PushSplit").abi;
const warehouse = compiled("full/SplitsWarehouse").abi;
const NATIVE: Address = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE";
/** Of 1,000,000: what whoever withdraws for the owner keeps. */
const REWARD = 10_000;

/** Splits of the first and of the second version: funded by clients, distributed by anybody, withdrawn now and then. */
export class Splits implements FullActivity {
  readonly #book: FullBook;
  readonly #random: Random;

  constructor(book: FullBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  stepsOn(day: Day): Step[] {
    const { splitMain, split, pushSplit, pullSplit } = this.#at;
    const random = this.#random, steps: Step[] = [];
    if (day.index === 0) steps.push(this.#allowReward());
    for (const target of [split, pushSplit, pullSplit]) if (random.chance(12)) steps.push(this.#fund(target, random.chance(50)));
    for (const native of [true, false]) {
      if (random.chance(7)) steps.push(this.#creditV1(native));
      if (random.chance(7)) steps.push(this.#push(native));
      if (random.chance(7)) steps.push(this.#creditV2(native));
    }
    if (random.chance(6)) steps.push(this.#withdrawV1());
    if (random.chance(6)) steps.push(this.#withdrawV2(random.chance(50), random.chance(50)));
    if (random.chance(3)) steps.push(this.#book.noiseOf("remix-split: another payee's withdrawal", () =>
      this.#book.call(this.#stranger, splitMain, main, "withdraw", [this.#other, 0n, []])));
    return steps;
  }

  get #at() {
    return this.#book.full.contracts;
  }

  get #stranger(): Address {
    return this.#book.world.deployment.accounts.strangers[1]!;
  }

  get #other(): Address {
    return this.#book.world.deployment.accounts.coPayees[1]!;
  }

  get #usdc(): Address {
    return this.#book.world.usdc.address;
  }

  #allowReward(): Step {
    return { name: "reward for withdrawing", act: async () => {
      await this.#book.safe({ to: this.#at.warehouse, abi: warehouse, name: "setWithdrawConfig", args: [{ incentive: REWARD, paused: false }] });
      return () => {};
    } };
  }

  #fund(target: Address, native: boolean): Step {
    const [client, other] = this.#book.full.accounts.clients;
    return { name: "a client pays a split", act: async () => {
      if (native) await this.#book.world.blocks.send("payment to a split", { from: client, to: target, value: this.#random.amount(10n ** 16n, 10n ** 18n) });
      else await this.#book.call(other, this.#usdc, erc20, "transfer", [target, this.#random.amount(5_000_000n, 900_000_000n)]);
      return () => {};
    } };
  }

  /** Distributing credits: the owner's part is the growth of its balance in SplitMain. */
  #creditV1(native: boolean): Step {
    const { splitMain, split } = this.#at, { treasury } = this.#book.world, { v1 } = this.#book.full.splits;
    const token = native ? "native" as const : this.#usdc;
    const balance = () => native ? this.#book.read(splitMain, main, "getETHBalance", [treasury]) : this.#book.read(splitMain, main, "getERC20Balance", [treasury, this.#usdc]);
    return { name: "distribute a split", act: async () => {
      const before = await balance();
      const terms = [v1.accounts, v1.percentAllocations, v1.distributorFee, this.#stranger];
      const hash = await this.#book.call(this.#stranger, splitMain, main, native ? "distributeETH" : "distributeERC20", native ? [split, ...terms] : [split, this.#usdc, ...terms]);
      return async (block) => {
        const baseUnits = await balance() - before;
        const log = block.log(hash, splitMain, main, native ? "DistributeETH" : "DistributeERC20");
        const net = log.args.amount - (log.args.amount * BigInt(v1.distributorFee)) / 1_000_000n;
        if (baseUnits !== (net * BigInt(v1.percentAllocations[v1.accounts.indexOf(treasury)]!)) / 1_000_000n) throw new Error(`the split credited ${baseUnits}`);
        if (baseUnits > 0n) block.record("remix-split", hash, { payer: split, token, baseUnits, log, stage: "distributed" });
      };
    } };
  }

  /** One withdrawal pays ether and a token at once. Anybody may call it. */
  #withdrawV1(): Step {
    const { splitMain } = this.#at, { treasury } = this.#book.world;
    return { name: "withdraw from SplitMain", act: async () => {
      const ether = await this.#book.read(splitMain, main, "getETHBalance", [treasury]) > 1n;
      const tokens = await this.#book.read(splitMain, main, "getERC20Balance", [treasury, this.#usdc]) > 1n ? [this.#usdc] : [];
      if (!ether && tokens.length === 0) return () => {};
      const hash = await this.#book.call(this.#stranger, splitMain, main, "withdraw", [treasury, ether ? 1n : 0n, tokens]);
      return (block) => {
        const log = block.log(hash, splitMain, main, "Withdrawal");
        if (ether) block.pay("remix-split", hash, { payer: splitMain, token: "native", log });
        if (tokens.length) block.pay("remix-split", hash, { payer: splitMain, token: this.#usdc, log });
      };
    } };
  }

  /** A push split pays as it is distributed. */
  #push(native: boolean): Step {
    const { pushSplit } = this.#at, token = native ? "native" as const : this.#usdc;
    return { name: "distribute a push split", act: async () => {
      const hash = await this.#distribute(pushSplit, this.#book.full.splits.push, native);
      return (block) => {
        const log = block.log(hash, pushSplit, wallet, "SplitDistributed");
        if (block.delta(token) > 0n) block.pay("podcast-split", hash, { payer: pushSplit, token, log });
      };
    } };
  }

  /** A pull split credits in the warehouse. */
  #creditV2(native: boolean): Step {
    const { pullSplit, warehouse: house } = this.#at, { treasury } = this.#book.world;
    const id = BigInt(native ? NATIVE : this.#usdc);
    return { name: "distribute a pull split", act: async () => {
      const before = await this.#book.read(house, warehouse, "balanceOf", [treasury, id]);
      const hash = await this.#distribute(pullSplit, this.#book.full.splits.pull, native);
      return async (block) => {
        const baseUnits = await this.#book.read(house, warehouse, "balanceOf", [treasury, id]) - before;
        if (baseUnits > 0n) block.record("label-split", hash, { payer: pullSplit, token: native ? "native" : this.#usdc, baseUnits,
          log: block.log(hash, house, warehouse, "Transfer", { receiver: treasury }), stage: "distributed" });
      };
    } };
  }

  /** The owner withdraws, or somebody does it for a reward. */
  #withdrawV2(native: boolean, forReward: boolean): Step {
    const { warehouse: house } = this.#at, { treasury } = this.#book.world;
    const id = native ? NATIVE : this.#usdc, token = native ? "native" as const : this.#usdc;
    return { name: "withdraw from the warehouse", act: async () => {
      const held = await this.#book.read(house, warehouse, "balanceOf", [treasury, BigInt(id)]);
      if (held < 1_000n) return () => {};
      const hash = forReward
        ? await this.#book.call(this.#stranger, house, warehouse, "withdraw", [treasury, [id], [held - 1n], this.#stranger])
        : await this.#book.safe({ to: house, abi: warehouse, name: "withdraw", args: [treasury, id] });
      return (block) => block.pay("label-split", hash, { payer: house, token, log: block.log(hash, house, warehouse, "Withdraw") });
    } };
  }

  #distribute(split: Address, terms: object, native: boolean) {
    return this.#book.call(this.#stranger, split, wallet, "distribute", [terms, native ? NATIVE : this.#usdc, this.#stranger]);
  }
}
