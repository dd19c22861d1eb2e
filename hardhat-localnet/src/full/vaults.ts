import type { Abi, Address, Hex } from "viem";
import { compiled } from "../artifacts.ts";
import type { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import { Position } from "../simulation/vault.ts";
import { erc20 } from "./book.ts";
import type { FullActivity, FullBook, Settled, Step } from "./book.ts";

const exchange = compiled("full/ExchangeVault").abi;
const credit = compiled("full/CreditVault").abi;
const UNLIMITED = 2n ** 256n - 1n;
type Source = "exchange-vault" | "credit-vault";

/** A vault that is an exchange too, and one that is entered and left by request. */
export class Vaults implements FullActivity {
  readonly #positions = { "exchange-vault": new Position(), "credit-vault": new Position() };
  readonly #book: FullBook;
  readonly #random: Random;

  constructor(book: FullBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  stepsOn(day: Day): Step[] {
    const random = this.#random, { manager } = this.#book.full.accounts, { exchangeVault, creditVault } = this.#at, [stranger] = this.#book.world.deployment.accounts.strangers;
    const steps: Step[] = [];
    if (day.index === 0) steps.push(this.#approve());
    if (day.index === 1 || random.chance(3)) steps.push(this.#deposit(), this.#requestDeposit());
    if (random.chance(10)) steps.push({ name: "the exchange vault grows", act: async () => {
      await this.#book.call(manager, this.#usdc, erc20, "transfer", [exchangeVault, random.amount(1_000_000n, 90_000_000n)]);
      return () => {};
    } });
    if (random.chance(10)) steps.push({ name: "the credit vault's result", act: async () => {
      const total = await this.#book.read<bigint>(creditVault, credit, "totalAssets");
      if (total > 0n) await this.#book.call(manager, creditVault, credit, "adjust", random.chance(75) ? [random.amount(1n, total / 100n), 0n] : [0n, random.amount(1n, total / 150n)]);
      return () => {};
    } });
    if (random.chance(5)) steps.push(this.#withdraw());
    if (day.index === 25 || random.chance(5)) steps.push(this.#requestRedeem());
    if (random.chance(25)) steps.push({ name: "the credit vault prices", act: async () => {
      await this.#book.call(manager, creditVault, credit, "fulfil", [this.#book.world.treasury]);
      return () => {};
    } });
    if (random.chance(20)) steps.push(this.#claimDeposit());
    if (random.chance(20)) steps.push(this.#claimRedeem());
    if (random.chance(4)) steps.push(this.#book.noiseOf("exchange-vault: EtherDelta's deposit of a token", () =>
      this.#book.call(stranger!, exchangeVault, exchange, "depositToken", [this.#at.dollar, random.amount(1n, 10n ** 9n)])));
    if (day.index === 2 || random.chance(3)) steps.push(this.#ownersEther(random.amount(1n, 10n ** 12n)));
    if (random.chance(3)) steps.push(this.#book.noiseOf("exchange-vault: another holder's deposit", () =>
      this.#book.call(stranger!, exchangeVault, exchange, "deposit", [random.amount(1_000_000n, 10n ** 10n), stranger])));
    return steps;
  }

  /** What the owner still has, and what it is worth by the vault's own word. */
  async held() {
    return Promise.all(([["exchange-vault", this.#at.exchangeVault, exchange], ["credit-vault", this.#at.creditVault, credit]] as const).map(async ([source, vault, abi]) => {
      const { shares, cost } = this.#positions[source], marketValue = await this.#book.read(vault, abi, "convertToAssets", [shares]);
      return { source, shares, costBasis: cost, marketValue, unrealizedGain: marketValue - cost };
    }));
  }

  get #at() {
    return this.#book.full.contracts;
  }

  get #usdc(): Address {
    return this.#book.world.usdc.address;
  }

  #approve(): Step {
    const { exchangeVault, creditVault, dollar } = this.#at, [stranger] = this.#book.world.deployment.accounts.strangers;
    return { name: "approvals of the vaults", act: async () => {
      await this.#book.safe(...[exchangeVault, creditVault].map((vault) => ({ to: this.#usdc, abi: erc20, name: "approve", args: [vault, UNLIMITED] })));
      await this.#book.call(stranger!, dollar, erc20, "approve", [exchangeVault, UNLIMITED]);
      return () => {};
    } };
  }

  /** The owner's own deposit at the exchange: EtherDelta's event with the owner in it, and no share of the vault. */
  #ownersEther(value: bigint): Step {
    return { name: "the owner's ether at the exchange", act: async () => {
      if (this.#book.world.holdings.native < value) return () => {};
      const hash = await this.#book.safe({ to: this.#at.exchangeVault, abi: exchange, name: "depositEther", value });
      return (block) => { block.moved("native", -value); block.noise("exchange-vault: EtherDelta's deposit by the owner", hash); };
    } };
  }

  #deposit(): Step {
    const { exchangeVault } = this.#at, { treasury, holdings } = this.#book.world;
    return { name: "deposit in the exchange vault", act: async () => {
      const assets = this.#random.amount(1_000_000n, holdings.usdc / 20n);
      const hash = await this.#book.safe({ to: exchangeVault, abi: exchange, name: "deposit", args: [assets, treasury] });
      return (block) => this.#entered(block, hash, "exchange-vault", exchangeVault, exchange, assets, block.delta(exchangeVault));
    } };
  }

  #withdraw(): Step {
    const { exchangeVault } = this.#at, { treasury } = this.#book.world;
    return { name: "redeem from the exchange vault", act: async () => {
      const shares = this.#share("exchange-vault");
      if (shares === 0n) return () => {};
      const hash = await this.#book.safe({ to: exchangeVault, abi: exchange, name: "redeem", args: [shares, treasury, treasury] });
      return (block) => { block.moved(exchangeVault, -shares); this.#left(block, hash, "exchange-vault", exchangeVault, exchange, block.delta(this.#usdc), shares); };
    } };
  }

  #requestDeposit(): Step {
    const { creditVault } = this.#at, { treasury, holdings } = this.#book.world;
    return { name: "ask the credit vault in", act: async () => {
      const assets = this.#random.amount(1_000_000n, holdings.usdc / 20n);
      const hash = await this.#book.safe({ to: creditVault, abi: credit, name: "requestDeposit", args: [assets, treasury, treasury] });
      return (block) => {
        block.moved(this.#usdc, -assets);
        this.#book.movements.push({ source: "credit-vault", direction: "deposit-request", assets, shares: 0n, costOfShares: null, realizedGain: null,
          ...block.place(hash, block.log(hash, creditVault, credit, "DepositRequest").logIndex) });
      };
    } };
  }

  #claimDeposit(): Step {
    const { creditVault } = this.#at, { treasury } = this.#book.world;
    return { name: "claim shares of the credit vault", act: async () => {
      const assets = await this.#book.read<bigint>(creditVault, credit, "claimableDepositRequest", [0n, treasury]);
      if (assets === 0n) return () => {};
      const hash = await this.#book.safe({ to: creditVault, abi: credit, name: "deposit", args: [assets, treasury, treasury] });
      // The assets left with the request.
      return (block) => this.#entered(block, hash, "credit-vault", creditVault, credit, assets, block.delta(creditVault), 0n);
    } };
  }

  #requestRedeem(): Step {
    const { creditVault } = this.#at, { treasury } = this.#book.world;
    return { name: "ask the credit vault out", act: async () => {
      const held = await this.#book.read(creditVault, erc20, "balanceOf", [treasury]);
      const shares = this.#random.chance(20) ? held : held / 3n;
      if (shares === 0n) return () => {};
      const hash = await this.#book.safe({ to: creditVault, abi: credit, name: "requestRedeem", args: [shares, treasury, treasury] });
      return (block) => {
        block.moved(creditVault, -shares);
        this.#book.movements.push({ source: "credit-vault", direction: "redeem-request", assets: 0n, shares, costOfShares: null, realizedGain: null,
          ...block.place(hash, block.log(hash, creditVault, credit, "RedeemRequest").logIndex) });
      };
    } };
  }

  #claimRedeem(): Step {
    const { creditVault } = this.#at, { treasury } = this.#book.world;
    return { name: "claim assets of the credit vault", act: async () => {
      const shares = await this.#book.read<bigint>(creditVault, credit, "claimableRedeemRequest", [0n, treasury]);
      if (shares === 0n) return () => {};
      const hash = await this.#book.safe({ to: creditVault, abi: credit, name: "redeem", args: [shares, treasury, treasury] });
      return (block) => this.#left(block, hash, "credit-vault", creditVault, credit, block.delta(this.#usdc), shares);
    } };
  }

  #share(source: Source): bigint {
    const { shares } = this.#positions[source];
    return this.#random.chance(15) ? shares : shares / 4n;
  }

  #entered(block: Settled, hash: Hex, source: Source, vault: Address, abi: Abi, assets: bigint, shares: bigint, paidNow = assets): void {
    this.#positions[source].add(assets, shares);
    block.moved(vault, shares);
    block.moved(this.#usdc, -paidNow);
    const { logIndex } = block.log(hash, vault, abi, "Deposit", { owner: this.#book.world.treasury, assets, shares });
    this.#book.movements.push({ source, direction: "deposit", assets, shares, costOfShares: null, realizedGain: null, ...block.place(hash, logIndex) });
  }

  #left(block: Settled, hash: Hex, source: Source, vault: Address, abi: Abi, assets: bigint, shares: bigint): void {
    const costOfShares = this.#positions[source].take(shares), realizedGain = assets - costOfShares;
    block.moved(this.#usdc, assets);
    const log = block.log(hash, vault, abi, "Withdraw", { assets, shares });
    this.#book.movements.push({ source, direction: "withdrawal", assets, shares, costOfShares, realizedGain, ...block.place(hash, log.logIndex) });
    if (realizedGain !== 0n) block.record(source, hash, { payer: vault, token: this.#usdc, baseUnits: realizedGain, log });
  }
}
