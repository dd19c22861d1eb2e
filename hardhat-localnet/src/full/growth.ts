import { parseAbi } from "viem";
import type { Address } from "viem";
import { compiled } from "../artifacts.ts";
import type { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import { poolAbi as aavePool } from "./aave.ts";
import { erc20 } from "./book.ts";
import type { FullActivity, FullBook, Settle, Step } from "./book.ts";
import { cfaForwarderAbi, gdaForwarderAbi, poolAbi, superTokenAbi } from "./superfluid.ts";

const comet = compiled("full/Comet", "Comet").abi;
const rewards = compiled("full/Comet", "CometRewards").abi;
const lido = compiled("full/StakedEther").abi;
const realtime = parseAbi(["function balanceOf(address) view returns (uint256)"]);
const received = parseAbi(["function getTotalAmountReceivedByMember(address) view returns (uint256)"]);
const streamed = parseAbi(["function realtimeBalanceOfNow(address) view returns (int256 availableBalance, uint256 deposit, uint256 owedDeposit, uint256 timestamp)"]);
const UNLIMITED = 2n ** 256n - 1n;
const whole = 10n ** 18n;
const NO_BYTES = "0x";
const NOTHING: Settle = () => {};

/** What grows without an event: which contract is asked for the owner's balance, and how. */
export interface Growing {
  source: string; address: Address; abi: typeof realtime | typeof received | typeof streamed; functionName: string;
  /** Of an answer with several figures, the balance. */
  balanceIn?: (answer: any) => bigint;
  /** All that streams to the owner from the source's payers, and beside them to the owner and from it: in base units a second, from these times on. */
  streams?: { paid: Stream[]; beside: Stream[] };
}

/** A stream as it is from a time on. */
export interface Stream { name: string; since: number; rate: bigint }

/** What streams, by their own rates, brought in a time. */
export function brought(streams: Stream[], from: number, to: number): bigint {
  return streams.reduce((sum, { name, since, rate }, i) => {
    const until = streams.slice(i + 1).find((next) => next.name === name)?.since ?? to;
    return sum + rate * BigInt(Math.max(0, Math.min(until, to) - Math.max(since, from)));
  }, 0n);
}

/** Lending, staked ether and streams: balances that grow by themselves, and what the owner puts in and takes out. */
export class Growth implements FullActivity {
  readonly #book: FullBook;
  readonly #random: Random;
  readonly #paid: Stream[] = [];
  readonly #beside: Stream[] = [];

  constructor(book: FullBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  get growing(): Growing[] {
    const { aToken, comet: market, stakedEther, streamToken, grantPool } = this.#at;
    const balance = (source: string, address: Address): Growing => ({ source, address, abi: realtime, functionName: "balanceOf" });
    return [balance("aave-usdc", aToken), balance("comet-usdc", market), balance("lido-steth", stakedEther), 
      // What the owner's own stream locks up is not spent.
      { source: "salary-stream", address: streamToken, abi: streamed, functionName: "realtimeBalanceOfNow",
        balanceIn: ([available, deposit, owed]: bigint[]) => available! + deposit! - owed!, streams: { paid: this.#paid, beside: this.#beside } },
      { source: "grant-pool", address: grantPool, abi: received, functionName: "getTotalAmountReceivedByMember" }];
  }

  stepsOn(day: Day): Step[] {
    const random = this.#random, steps: Step[] = [];
    if (day.index === 0) steps.push(this.#prepare(), this.#superTokens());
    if (day.index === 1 || random.chance(4)) steps.push(this.#supplyAave(), this.#supplyComet());
    if (random.chance(5)) steps.push(this.#withdrawAave());
    if (random.chance(5)) steps.push(this.#withdrawComet());
    if (random.chance(2)) steps.push(this.#giveAave());
    if (random.chance(5)) steps.push(this.#cometReward());
    if (day.index % 10 === 8 || random.chance(3)) steps.push(this.#submit());
    if (random.chance(3)) steps.push(this.#sellStakedEther());
    steps.push(this.#report());
    if (day.dayOfMonth === 1 || day.index === 1) steps.push(this.#salary());
    if (day.index % 9 === 4) steps.push(this.#strangersStream(10n ** 12n * BigInt(day.index)));
    if (day.index === 6 || day.index === 20) steps.push(this.#ownersStream(day.index === 6 ? 3n * 10n ** 12n + 7n : 0n));
    if (random.chance(4)) steps.push(this.#downgrade());
    if (day.index === 3) steps.push(this.#flowingGrant());
    if (day.index % 7 === 3) steps.push(this.#grant());
    if (random.chance(6)) steps.push(this.#claimGrant());
    return steps;
  }

  get #at() {
    return this.#book.full.contracts;
  }

  get #usdc(): Address {
    return this.#book.world.usdc.address;
  }

  /** Approvals; and a borrower, so that lenders earn. */
  #prepare(): Step {
    const { aavePool: pool, comet: market } = this.#at, { manager } = this.#book.full.accounts;
    return { name: "a market for lenders", act: async () => {
      await this.#book.safe(...[pool, market].map((spender) => ({ to: this.#usdc, abi: erc20, name: "approve", args: [spender, UNLIMITED] })));
      await this.#book.call(manager, pool, aavePool, "supply", [this.#usdc, 200_000_000_000n, manager, 0]);
      await this.#book.call(manager, pool, aavePool, "borrow", [this.#usdc, 120_000_000_000n, 2n, 0, manager]);
      return NOTHING;
    } };
  }

  #supplyAave(): Step {
    const { aavePool: pool } = this.#at, { treasury, holdings } = this.#book.world;
    return { name: "supply to Aave", act: async () => {
      const amount = this.#random.amount(10_000_000n, holdings.usdc / 15n);
      const hash = await this.#book.safe({ to: pool, abi: aavePool, name: "supply", args: [this.#usdc, amount, treasury, 0] });
      return (block) => { block.moved(this.#usdc, -amount); block.flow("aave-usdc", hash, amount); };
    } };
  }

  #withdrawAave(): Step {
    const { aavePool: pool, aToken } = this.#at, { treasury } = this.#book.world;
    return { name: "withdraw from Aave", act: async () => {
      const held = await this.#book.read(aToken, erc20, "balanceOf", [treasury]);
      if (held === 0n) return NOTHING;
      // Sometimes everything; sometimes so little that interest outweighs it, and Aave tells of a Mint.
      const amount = this.#random.chance(10) ? UNLIMITED : this.#random.chance(20) ? 1n : held / 5n;
      const hash = await this.#book.safe({ to: pool, abi: aavePool, name: "withdraw", args: [this.#usdc, amount, treasury] });
      return (block) => { const out = block.delta(this.#usdc); block.moved(this.#usdc, out); block.flow("aave-usdc", hash, -out); };
    } };
  }

  /** Supplied shares change hands: principal that comes or goes, with the interest it brings along. */
  #giveAave(): Step {
    const { aToken } = this.#at, { manager } = this.#book.full.accounts, { treasury, deployment: { accounts: { strangers } } } = this.#book.world;
    const incoming = this.#random.chance(50);
    return { name: "aTokens change hands", act: async () => {
      const held = await this.#book.read(aToken, erc20, "balanceOf", [treasury]), amount = this.#random.amount(1n, 5_000_000n);
      if (!incoming && held < 2n * amount) return NOTHING;
      const hash = incoming ? await this.#book.call(manager, aToken, erc20, "transfer", [treasury, amount])
        : await this.#book.safe({ to: aToken, abi: erc20, name: "transfer", args: [strangers[1], amount] });
      return (block) => { block.flow("aave-usdc", hash, incoming ? amount : -amount); block.noise(`aave-usdc: aTokens ${incoming ? "given to" : "given by"} the owner`, hash); };
    } };
  }

  #supplyComet(): Step {
    const { comet: market } = this.#at, { holdings } = this.#book.world;
    return { name: "supply to Comet", act: async () => {
      const amount = this.#random.amount(10_000_000n, holdings.usdc / 15n);
      const hash = await this.#book.safe({ to: market, abi: comet, name: "supply", args: [this.#usdc, amount] });
      return (block) => { block.moved(this.#usdc, -amount); block.flow("comet-usdc", hash, amount); };
    } };
  }

  #withdrawComet(): Step {
    const { comet: market } = this.#at, { treasury } = this.#book.world;
    return { name: "withdraw from Comet", act: async () => {
      const held = await this.#book.read(market, erc20, "balanceOf", [treasury]);
      if (held === 0n) return NOTHING;
      const hash = await this.#book.safe({ to: market, abi: comet, name: "withdraw", args: [this.#usdc, this.#random.chance(10) ? UNLIMITED : held / 6n] });
      return (block) => { const out = block.delta(this.#usdc); block.moved(this.#usdc, out); block.flow("comet-usdc", hash, -out); };
    } };
  }

  #cometReward(): Step {
    const { comet: market, cometRewards, rewardToken } = this.#at, { treasury, deployment: { accounts: { strangers } } } = this.#book.world;
    return { name: "claim Comet's reward", act: async () => {
      const hash = await this.#book.call(strangers[0]!, cometRewards, rewards, "claim", [market, treasury, true]);
      return (block) => {
        if (block.delta(rewardToken) > 0n)
          block.pay("comet-usdc", hash, { payer: cometRewards, token: rewardToken, log: block.log(hash, cometRewards, rewards, "RewardClaimed") });
      };
    } };
  }

  #submit(): Step {
    const { stakedEther } = this.#at, { holdings } = this.#book.world;
    return { name: "stake ether", act: async () => {
      const value = holdings.native / 3n;
      if (value === 0n) return NOTHING;
      const hash = await this.#book.safe({ to: stakedEther, abi: lido, name: "submit", args: ["0x0000000000000000000000000000000000000000"], value });
      return (block) => { block.moved("native", -value); block.flow("lido-steth", hash, block.transfer(hash, stakedEther).args.value); };
    } };
  }

  #sellStakedEther(): Step {
    const { stakedEther } = this.#at, { treasury, deployment: { accounts: { strangers } } } = this.#book.world;
    return { name: "staked ether leaves", act: async () => {
      const amount = await this.#book.read(stakedEther, erc20, "balanceOf", [treasury]) / 7n;
      if (amount === 0n) return NOTHING;
      const hash = await this.#book.safe({ to: stakedEther, abi: erc20, name: "transfer", args: [strangers[1], amount] });
      return (block) => block.flow("lido-steth", hash, -amount);
    } };
  }

  /** The oracle's daily report: mostly a gain, sometimes a loss. */
  #report(): Step {
    const { stakedEther } = this.#at, { manager } = this.#book.full.accounts;
    return { name: "staked ether is reported on", act: async () => {
      const pooled = await this.#book.read(stakedEther, lido, "getTotalPooledEther"), change = (pooled * BigInt(50 + this.#random.below(100))) / 1_000_000n;
      const loss = this.#random.chance(5);
      await this.#book.call(manager, stakedEther, lido, "report", [loss ? change : 0n], loss ? 0n : change);
      return NOTHING;
    } };
  }

  #superTokens(): Step {
    const { streamToken, poolToken, grantPool } = this.#at, { clients, manager } = this.#book.full.accounts, { superfluid } = this.#book.full;
    const { treasury, deployment: { accounts: { strangers } } } = this.#book.world;
    return { name: "super tokens", act: async () => {
      await this.#book.call(clients[0], streamToken, superTokenAbi, "upgrade", [900_000n * whole]);
      await this.#book.call(clients[0], streamToken, erc20, "transfer", [strangers[1], 10_000n * whole]);
      await this.#book.call(manager, poolToken, superTokenAbi, "upgrade", [900_000n * whole]);
      for (const [member, units] of [[treasury, 37n], [strangers[0], 63n]])
        await this.#book.call(manager, superfluid.gdaForwarder, gdaForwarderAbi, "updateMemberUnits", [grantPool, member, units, NO_BYTES]);
      return NOTHING;
    } };
  }

  /** A salary by the second, another one each month. Only its change has an event, and not of the token. */
  #salary(): Step {
    const { streamToken } = this.#at, { clients: [client] } = this.#book.full.accounts, { cfaForwarder } = this.#book.full.superfluid;
    return { name: "the salary changes", act: async () => {
      const rate = this.#random.amount(10n ** 13n, 10n ** 15n), name = this.#paid.length === 0 ? "createFlow" : "updateFlow";
      await this.#book.call(client, cfaForwarder, cfaForwarderAbi, name, [streamToken, client, this.#book.world.treasury, rate, NO_BYTES]);
      return ({ timestamp }) => void this.#paid.push({ name: "salary", since: timestamp, rate });
    } };
  }

  /** Somebody streams to the owner who is not the payer: no salary, however steadily it comes. */
  #strangersStream(rate: bigint): Step {
    const { streamToken } = this.#at, { cfaForwarder } = this.#book.full.superfluid, { treasury, deployment: { accounts: { strangers } } } = this.#book.world;
    return { name: "a stranger streams", act: async () => {
      const name = this.#beside.some((stream) => stream.name === "stranger") ? "updateFlow" : "createFlow";
      const hash = await this.#book.call(strangers[1]!, cfaForwarder, cfaForwarderAbi, name, [streamToken, strangers[1], treasury, rate, NO_BYTES]);
      return (block) => { this.#beside.push({ name: "stranger", since: block.timestamp, rate }); block.noise("salary-stream: a stranger's stream", hash); };
    } };
  }

  /** The owner streams some of it on; nothing at last. */
  #ownersStream(rate: bigint): Step {
    const { streamToken } = this.#at, { cfaForwarder } = this.#book.full.superfluid, { treasury, deployment: { accounts: { strangers } } } = this.#book.world;
    const [name, terms] = rate > 0n ? ["createFlow", [rate, NO_BYTES]] : ["deleteFlow", [NO_BYTES]];
    return { name: "the owner streams on", act: async () => {
      const hash = await this.#book.safe({ to: cfaForwarder, abi: cfaForwarderAbi, name: name as string, args: [streamToken, treasury, strangers[0], ...terms as unknown[]] });
      return (block) => { this.#beside.push({ name: "owner", since: block.timestamp, rate: -rate }); block.noise("salary-stream: the owner's own stream", hash); };
    } };
  }

  #downgrade(): Step {
    const { streamToken } = this.#at, { treasury } = this.#book.world;
    return { name: "the salary is taken out", act: async () => {
      const held = await this.#book.read(streamToken, erc20, "balanceOf", [treasury]), amount = (held / 2n / 10n ** 12n) * 10n ** 12n;
      if (amount === 0n) return NOTHING;
      const hash = await this.#book.safe({ to: streamToken, abi: superTokenAbi, name: "downgrade", args: [amount] });
      return (block) => { block.moved(this.#usdc, amount / 10n ** 12n); block.flow("salary-stream", hash, -amount); block.noise("salary-stream: turned into dollars", hash); };
    } };
  }

  #grant(): Step {
    const { poolToken, grantPool } = this.#at, { manager } = this.#book.full.accounts, { gdaForwarder } = this.#book.full.superfluid;
    return { name: "a grant is distributed", act: async () => {
      await this.#book.call(manager, gdaForwarder, gdaForwarderAbi, "distribute", [poolToken, manager, grantPool, this.#random.amount(whole, 900n * whole), NO_BYTES]);
      return NOTHING;
    } };
  }

  /** From then on the pool is paid by the second too. */
  #flowingGrant(): Step {
    const { poolToken, grantPool } = this.#at, { manager } = this.#book.full.accounts, { gdaForwarder } = this.#book.full.superfluid;
    return { name: "a grant begins to flow", act: async () => {
      await this.#book.call(manager, gdaForwarder, gdaForwarderAbi, "distributeFlow", [poolToken, manager, grantPool, 10n ** 13n, NO_BYTES]);
      return NOTHING;
    } };
  }

  #claimGrant(): Step {
    const { poolToken, grantPool } = this.#at, { treasury, deployment: { accounts: { strangers } } } = this.#book.world;
    const byOwner = this.#random.chance(50), claimAll = poolAbi.filter((item: any) => item.name === "claimAll" && item.inputs.length === 1);
    return { name: "the grant is claimed", act: async () => {
      const [claimable] = await this.#book.read<[bigint, bigint]>(grantPool, poolAbi, "getClaimableNow", [treasury]);
      if (claimable === 0n) return NOTHING;
      const hash = byOwner ? await this.#book.safe({ to: grantPool, abi: claimAll, name: "claimAll", args: [treasury] })
        : await this.#book.call(strangers[1]!, grantPool, claimAll, "claimAll", [treasury]);
      return (block) => block.pay("grant-pool", hash, { payer: grantPool, token: poolToken, log: block.log(hash, grantPool, poolAbi, "DistributionClaimed", { member: treasury }) });
    } };
  }
}
