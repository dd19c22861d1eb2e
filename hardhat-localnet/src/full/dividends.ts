import type { Abi, Address } from "viem";
import { compiled } from "../artifacts.ts";
import type { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import { erc20 } from "./book.ts";
import type { FullActivity, FullBook, Step } from "./book.ts";
import { stakingRewardsArtifact } from "./packages.ts";

const loanPool = compiled("full/LoanPoolShares").abi;
const brewery = compiled("full/DividendToken").abi;
const staking = stakingRewardsArtifact().abi;
const whole = 10n ** 18n;

/** Dividends in dollars and in ether, and rewards for staking. */
export class Dividends implements FullActivity {
  readonly #book: FullBook;
  readonly #random: Random;

  constructor(book: FullBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  stepsOn(day: Day): Step[] {
    const random = this.#random, { manager } = this.#book.full.accounts, { loanPool: pool, brewery: brew } = this.#at, steps: Step[] = [];
    if (day.index === 0) steps.push(this.#stake());
    if (day.index % 7 === 0) steps.push(this.#reward());
    if (day.dayOfMonth === 3) steps.push({ name: "interest distributed", act: async () => {
      await this.#book.call(manager, pool, loanPool, "distributeFunds", [random.amount(900_000_000n, 90_000_000_000n)]);
      await this.#book.call(manager, brew, brewery, "distributeDividends", [], random.amount(10n ** 17n, 3n * whole));
      return () => {};
    } });
    if (random.chance(6)) steps.push(this.#withdraw("pool-dividends", pool, loanPool, "withdrawableFundsOf", "withdrawFunds", "FundsWithdrawn"));
    if (random.chance(6)) steps.push(this.#withdraw("token-dividends", brew, brewery, "withdrawableDividendOf", "withdrawDividend", "DividendWithdrawn"));
    if (random.chance(4)) steps.push(this.#book.noiseOf("pool-dividends: another holder's withdrawal", () =>
      this.#book.call(this.#book.world.deployment.accounts.strangers[0]!, pool, loanPool, "withdrawFunds")));
    if (random.chance(4)) steps.push(this.#book.noiseOf("token-dividends: another holder's withdrawal", () =>
      this.#book.call(this.#book.world.deployment.accounts.strangers[1]!, brew, brewery, "withdrawDividend")));
    if (random.chance(8)) steps.push(this.#takeReward());
    if (random.chance(4)) steps.push(this.#book.noiseOf("staking-rewards: another staker's reward", () =>
      this.#book.call(this.#book.world.deployment.accounts.strangers[0]!, this.#at.stakingRewards, staking, "getReward")));
    return steps;
  }

  get #at() {
    return this.#book.full.contracts;
  }

  #withdraw(source: string, contract: Address, abi: Abi, withdrawable: string, withdraw: string, event: string): Step {
    return { name: `${source}: withdraw`, act: async () => {
      const amount = await this.#book.read(contract, abi, withdrawable, [this.#book.world.treasury]);
      if (amount === 0n) return () => {};
      const hash = await this.#book.safe({ to: contract, abi, name: withdraw });
      const token = source === "token-dividends" ? "native" as const : this.#book.world.usdc.address;
      return (block) => block.pay(source, hash, { payer: contract, token, amount, log: block.log(hash, contract, abi, event) });
    } };
  }

  #stake(): Step {
    const { stakingToken, stakingRewards } = this.#at, [stranger] = this.#book.world.deployment.accounts.strangers;
    return { name: "stake", act: async () => {
      const hash = await this.#book.safe({ to: stakingToken, abi: erc20, name: "approve", args: [stakingRewards, 600n * whole] },
        { to: stakingRewards, abi: staking, name: "stake", args: [600n * whole] });
      await this.#book.call(stranger!, stakingRewards, staking, "stake", [5_000n * whole]);
      return (block) => { block.moved(stakingToken, -600n * whole); block.noise("staking-rewards: the owner stakes", hash); };
    } };
  }

  #reward(): Step {
    const { rewardToken, stakingRewards } = this.#at, { deployer } = this.#book.world.deployment.accounts;
    return { name: "a week's rewards", act: async () => {
      const reward = this.#random.amount(1_000n * whole, 9_000n * whole);
      await this.#book.call(deployer, rewardToken, erc20, "transfer", [stakingRewards, reward]);
      await this.#book.call(deployer, stakingRewards, staking, "notifyRewardAmount", [reward]);
      return () => {};
    } };
  }

  /** Now and then part of the stake comes back with it: principal, not income. */
  #takeReward(): Step {
    const { rewardToken, stakingRewards, stakingToken } = this.#at, { treasury } = this.#book.world;
    return { name: "take the reward", act: async () => {
      if (await this.#book.read(stakingRewards, staking, "earned", [treasury]) === 0n) return () => {};
      const back = this.#random.chance(30) ? await this.#book.read(stakingRewards, staking, "balanceOf", [treasury]) / 20n : 0n;
      const hash = await this.#book.safe({ to: stakingRewards, abi: staking, name: "getReward" },
        ...(back > 0n ? [{ to: stakingRewards, abi: staking, name: "withdraw", args: [back] }] : []));
      return (block) => {
        const log = block.log(hash, stakingRewards, staking, "RewardPaid", { user: treasury });
        block.pay("staking-rewards", hash, { payer: stakingRewards, token: rewardToken, log });
        block.moved(stakingToken, back);
      };
    } };
  }
}
