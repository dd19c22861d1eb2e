import { encodeFunctionData } from "viem";
import type { Address, Hex } from "viem";
import { compiled } from "../artifacts.ts";
import { warehouseHoldings } from "../deployment.ts";
import type { Act, Activity, Day } from "./day.ts";
import { erc20 } from "./world.ts";
import type { Collectable, World } from "./world.ts";

const { abi } = compiled("WarehouseShares");
const MAGNITUDE = 2n ** 128n;
const RENT_DAY = 5;

interface Holder { shares: bigint; correction: bigint; withdrawn: bigint }

/** Rent is distributed once a month; holders withdraw when they like, and some shares change hands in between. */
export class WarehouseDividends implements Activity {
  readonly #world: World;
  readonly #holders = new Map<Address, Holder>();
  #magnifiedPerShare = 0n;
  #remainder = 0n;

  constructor(world: World) {
    this.#world = world;
    const { strangers, warehouseIssuer } = world.deployment.accounts;
    const { total, treasury, strangers: others } = warehouseHoldings;
    const give = (holder: Address, shares: bigint) => this.#holders.set(holder, { shares, correction: 0n, withdrawn: 0n });
    give(world.treasury, treasury);
    others.forEach((shares, i) => give(strangers[i]!, shares));
    give(warehouseIssuer, total - treasury - others.reduce((sum, shares) => sum + shares, 0n));
  }

  actsOn(day: Day): Act[] {
    const { random, treasury, deployment: { accounts } } = this.#world;
    const acts: Act[] = [];
    if (day.dayOfMonth === RENT_DAY) acts.push(() => this.#distribute());
    if (random.chance(5)) acts.push(() => this.#world.collect(this.collectables()));
    if (random.chance(5)) acts.push(() => this.#withdraw(random.pick([...accounts.strangers, accounts.warehouseIssuer])));
    if (random.chance(1)) acts.push(() => this.#trade(accounts.strangers[0]!, treasury));
    if (random.chance(1)) acts.push(() => this.#trade(treasury, accounts.strangers[1]!));
    return acts;
  }

  collectables(): Collectable[] {
    const { treasury } = this.#world;
    if (this.#withdrawable(treasury) === 0n) return [];
    return [{
      call: { to: this.#contract, data: encodeFunctionData({ abi, functionName: "withdrawFunds" }) },
      book: (hash) => this.#bookWithdrawal(hash, treasury),
    }];
  }

  get #contract(): Address {
    return this.#world.deployment.contracts.warehouse.address;
  }

  async #distribute(): Promise<void> {
    const amount = this.#world.random.amount(41_000_000_000n, 55_000_000_000n);
    await this.#world.call(this.#world.deployment.accounts.warehouseIssuer, this.#contract, abi, "distributeFunds", [amount]);
    const magnified = amount * MAGNITUDE + this.#remainder;
    this.#magnifiedPerShare += magnified / warehouseHoldings.total;
    this.#remainder = magnified % warehouseHoldings.total;
  }

  async #withdraw(holder: Address): Promise<void> {
    if (this.#withdrawable(holder) === 0n) return;
    this.#bookWithdrawal(await this.#world.call(holder, this.#contract, abi, "withdrawFunds"), holder);
  }

  #bookWithdrawal(hash: Hex, holder: Address): void {
    const amount = this.#withdrawable(holder);
    this.#holders.get(holder)!.withdrawn += amount;
    const source = this.#world.source("warehouse-dividends");
    if (holder !== this.#world.treasury) this.#world.noteNoise("warehouse-dividends: another holder's withdrawal", hash);
    else this.#world.expectPayment(hash, source, this.#contract, "usdc", amount,
      { address: this.#contract, abi, event: "FundsWithdrawn", args: { by: holder, fundsWithdrawn: amount } });
  }

  async #trade(seller: Address, buyer: Address): Promise<void> {
    const { treasury, random } = this.#world;
    const shares = random.amount(10n ** 17n, 60n * 10n ** 18n);
    if (shares > this.#holders.get(seller)!.shares / 2n) return;
    const hash = seller === treasury
      ? await this.#world.execute([{ to: this.#contract, data: encodeFunctionData({ abi: erc20, functionName: "transfer", args: [buyer, shares] }) }])
      : await this.#world.call(seller, this.#contract, erc20, "transfer", [buyer, shares]);
    this.#move(seller, -shares);
    this.#move(buyer, shares);
    this.#world.noteNoise(`warehouse shares ${seller === treasury ? "sold" : "bought"} by the owner`, hash);
  }

  #move(holder: Address, shares: bigint): void {
    const entry = this.#holders.get(holder)!;
    entry.shares += shares;
    entry.correction -= this.#magnifiedPerShare * shares;
    if (holder === this.#world.treasury) this.#world.holdings.warehouseShares += shares;
  }

  #withdrawable(holder: Address): bigint {
    const { shares, correction, withdrawn } = this.#holders.get(holder)!;
    return (this.#magnifiedPerShare * shares + correction) / MAGNITUDE - withdrawn;
  }
}
