import { encodeFunctionData } from "viem";
import type { Address, Hex } from "viem";
import { compiled } from "../artifacts.ts";
import type { Act, Activity, Day } from "./day.ts";
import { erc20 } from "./world.ts";
import type { Movement, World } from "./world.ts";

const { abi } = compiled("YieldVault");

/** OpenZeppelin's ERC-4626 arithmetic, with its one virtual share and one virtual base unit. */
export class VaultAccounts {
  assets = 0n;
  supply = 0n;
  readonly sharesOf = new Map<Address, bigint>();

  sharesFor = (assets: bigint) => (assets * (this.supply + 1n)) / (this.assets + 1n);
  sharesToWithdraw = (assets: bigint) => ceilDivide(assets * (this.supply + 1n), this.assets + 1n);
  assetsFor = (shares: bigint) => (shares * (this.assets + 1n)) / (this.supply + 1n);
  held = (holder: Address) => this.sharesOf.get(holder) ?? 0n;

  change(holder: Address, assets: bigint, shares: bigint): void {
    this.assets += assets;
    this.supply += shares;
    this.sharesOf.set(holder, this.held(holder) + shares);
  }
}

/** What the owner put in and has not taken out, at average cost. */
export class Position {
  shares = 0n;
  cost = 0n;

  add(assets: bigint, shares: bigint): void {
    this.cost += assets;
    this.shares += shares;
  }

  /** The cost of the shares that leave: in proportion, rounded down; the last shares take what is left of it. */
  take(shares: bigint): bigint {
    const cost = shares === this.shares ? this.cost : (this.cost * shares) / this.shares;
    this.shares -= shares;
    this.cost -= cost;
    return cost;
  }
}

/** The owner's money in a vault: the yield shows only when shares are turned back into assets. */
export class VaultGains implements Activity {
  readonly accounts = new VaultAccounts();
  readonly position = new Position();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  actsOn(day: Day): Act[] {
    const { random, treasury, deployment: { accounts: { vaultUsers, yieldSource } } } = this.#world;
    const acts: Act[] = [];
    const exit = Math.max(27, Math.floor(day.of * 0.4));
    if (day.index === 2) acts.push(() => this.#deposit(random.amount(4_000_000_000n, 6_000_000_000n)));
    if (day.index === exit) acts.push(() => this.#redeem(this.position.shares));
    if (day.index === exit + 6) acts.push(() => this.#deposit(random.amount(2_000_000_000n, 5_000_000_000n)));
    if (random.chance(3) && day.index !== exit) acts.push(() => this.#deposit(random.amount(150_000_000n, 2_500_000_000n)));
    if (day.index === 24 || random.chance(3)) acts.push(() => this.#withdraw());
    if (random.chance(2)) acts.push(() => this.#redeem((this.position.shares * BigInt(5 + random.below(60))) / 100n));
    if (random.chance(1)) acts.push(() => this.#depositForOwner(random.pick(vaultUsers)));
    if (day.index === 3 || random.chance(18)) acts.push(() => this.#growth(yieldSource));
    for (const user of vaultUsers) {
      if (day.index === 1 || random.chance(3)) acts.push(() => this.#othersDeposit(user));
      if (random.chance(2)) acts.push(() => this.#othersRedeem(user, user, "usdc-vault: another holder's withdrawal"));
      if (random.chance(0.7)) acts.push(() => this.#othersRedeem(user, treasury, "usdc-vault: another holder withdraws to the owner"));
      if (random.chance(0.5)) acts.push(() => this.#giveShares(user));
    }
    return acts;
  }

  async #deposit(assets: bigint): Promise<void> {
    const { holdings, treasury, usdc } = this.#world;
    if (assets > holdings.usdc / 2n) return;
    const hash = await this.#world.execute([
      { to: usdc.address, data: encodeFunctionData({ abi: erc20, functionName: "approve", args: [this.#vault, assets] }) },
      { to: this.#vault, data: encodeFunctionData({ abi, functionName: "deposit", args: [assets, treasury] }) },
    ]);
    holdings.usdc -= assets;
    this.#bookDeposit(hash, treasury, assets);
  }

  /** Somebody pays in on the owner's behalf: the shares, and so the cost, are the owner's. */
  async #depositForOwner(sender: Address): Promise<void> {
    const assets = this.#world.random.amount(5_000_000n, 90_000_000n);
    this.#bookDeposit(await this.#world.call(sender, this.#vault, abi, "deposit", [assets, this.#world.treasury]), sender, assets);
  }

  #bookDeposit(hash: Hex, sender: Address, assets: bigint): void {
    const { treasury, holdings } = this.#world;
    const shares = this.accounts.sharesFor(assets);
    this.accounts.change(treasury, assets, shares);
    this.position.add(assets, shares);
    holdings.vaultShares += shares;
    this.#expectMovement(hash, "Deposit", { sender, owner: treasury, assets, shares },
      { direction: "deposit", sender, receiver: treasury, assets, shares, costOfShares: null, realizedGain: null });
  }

  /** By assets: the vault rounds the shares up. */
  async #withdraw(): Promise<void> {
    const { random, treasury } = this.#world;
    const most = this.accounts.assetsFor(this.position.shares);
    if (most < 1_000_000n) return;
    const assets = random.amount(most / 50n, most / 3n);
    const hash = await this.#world.execute([{ to: this.#vault, data: encodeFunctionData({ abi, functionName: "withdraw", args: [assets, treasury, treasury] }) }]);
    this.#bookWithdrawal(hash, assets, this.accounts.sharesToWithdraw(assets));
  }

  /** By shares: the vault rounds the assets down. */
  async #redeem(shares: bigint): Promise<void> {
    const { treasury } = this.#world;
    if (shares === 0n) return;
    const hash = await this.#world.execute([{ to: this.#vault, data: encodeFunctionData({ abi, functionName: "redeem", args: [shares, treasury, treasury] }) }]);
    this.#bookWithdrawal(hash, this.accounts.assetsFor(shares), shares);
  }

  #bookWithdrawal(hash: Hex, assets: bigint, shares: bigint): void {
    const { treasury, holdings } = this.#world;
    this.accounts.change(treasury, -assets, -shares);
    const costOfShares = this.position.take(shares);
    holdings.usdc += assets;
    holdings.vaultShares -= shares;
    this.#expectMovement(hash, "Withdraw", { sender: treasury, receiver: treasury, owner: treasury, assets, shares },
      { direction: "withdrawal", sender: treasury, receiver: treasury, assets, shares, costOfShares, realizedGain: assets - costOfShares });
  }

  #expectMovement(hash: Hex, event: string, args: Record<string, unknown>,
    movement: Pick<Movement, "direction" | "sender" | "receiver" | "assets" | "shares" | "costOfShares" | "realizedGain">): void {
    const source = this.#world.source("usdc-vault");
    this.#world.expect(hash, { address: this.#vault, abi, event, args }, (place) => {
      this.#world.movements.push({ source: source.Name, ...movement, owner: this.#world.treasury, ...place });
      if (movement.realizedGain) this.#world.book(place, source, this.#vault, "usdc", movement.realizedGain);
    });
  }

  /** A plain transfer into the vault: all shares are worth more, and no event of the vault says so. */
  async #growth(from: Address): Promise<void> {
    const amount = 1n + (this.accounts.assets * BigInt(1 + this.#world.random.below(40))) / 10_000n;
    await this.#world.call(from, this.#world.usdc.address, erc20, "transfer", [this.#vault, amount]);
    this.accounts.assets += amount;
  }

  async #othersDeposit(user: Address): Promise<void> {
    const assets = this.#world.random.amount(10_000_000n, 20_000_000_000n);
    this.#world.noteNoise("usdc-vault: another holder's deposit", await this.#world.call(user, this.#vault, abi, "deposit", [assets, user]));
    this.accounts.change(user, assets, this.accounts.sharesFor(assets));
  }

  async #othersRedeem(user: Address, receiver: Address, what: string): Promise<void> {
    const shares = this.accounts.held(user) / 7n;
    if (shares === 0n) return;
    const assets = this.accounts.assetsFor(shares);
    this.#world.noteNoise(what, await this.#world.call(user, this.#vault, abi, "redeem", [shares, receiver, user]));
    this.accounts.change(user, -assets, -shares);
    if (receiver === this.#world.treasury) this.#world.holdings.usdc += assets;
  }

  /** Shares that come by a transfer were not bought by a deposit: the position does not know them. */
  async #giveShares(user: Address): Promise<void> {
    const { treasury, holdings } = this.#world;
    const shares = this.accounts.held(user) / 50n;
    if (shares === 0n) return;
    this.#world.noteNoise("usdc-vault: shares given to the owner", await this.#world.call(user, this.#vault, erc20, "transfer", [treasury, shares]));
    this.accounts.change(user, 0n, -shares);
    this.accounts.change(treasury, 0n, shares);
    holdings.vaultShares += shares;
  }

  get #vault(): Address {
    return this.#world.deployment.contracts.vault.address;
  }
}

const ceilDivide = (a: bigint, b: bigint) => (a + b - 1n) / b;
