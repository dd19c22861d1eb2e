import { encodeFunctionData } from "viem";
import type { Address, Hex } from "viem";
import { openZeppelin4Artifact } from "../artifacts.ts";
import type { Source } from "../deployment.ts";
import type { Act, Activity, Day } from "./day.ts";
import { erc20 } from "./world.ts";
import type { Collectable, ExpectedLog, World } from "./world.ts";

const { abi } = openZeppelin4Artifact("PaymentSplitter");
type Currency = "native" | "usdc";

/** Royalties come into a PaymentSplitter irregularly, and each payee's part leaves it when somebody releases it. */
export class Royalties implements Activity {
  readonly #world: World;
  readonly #source: Source;
  readonly #payers: Address[];
  readonly #shares: Map<Address, bigint>;
  readonly #totalShares: bigint;
  readonly #percentPerDay: number;
  readonly #received = { native: 0n, usdc: 0n };
  readonly #released = new Map<string, bigint>();

  constructor(world: World, sourceName: string, payers: Address[], shares: { treasury: bigint; coPayees: bigint[] }, percentPerDay: number) {
    this.#world = world;
    this.#source = world.source(sourceName);
    this.#payers = payers;
    this.#percentPerDay = percentPerDay;
    this.#shares = new Map([[world.treasury, shares.treasury],
      ...shares.coPayees.map((share, i): [Address, bigint] => [world.deployment.accounts.coPayees[i]!, share])]);
    this.#totalShares = [...this.#shares.values()].reduce((sum, share) => sum + share, 0n);
  }

  actsOn(day: Day): Act[] {
    const { random, treasury, deployment: { accounts } } = this.#world;
    const acts: Act[] = [];
    for (const currency of ["native", "usdc"] as const) {
      if (day.index === 1 || random.chance(this.#percentPerDay)) acts.push(() => this.#payIn(currency));
      if (random.chance(this.#percentPerDay / 2)) {
        // release may be called by anybody, and pays the payee whoever calls it.
        const caller = random.pick([accounts.relayer, accounts.coPayees[0]!, treasury]);
        acts.push(() => this.#release(caller, treasury, currency));
      }
      if (random.chance(this.#percentPerDay)) {
        const payee = random.pick(accounts.coPayees);
        acts.push(() => this.#release(payee, payee, currency));
      }
    }
    return acts;
  }

  collectables(): Collectable[] {
    const { treasury } = this.#world;
    return (["native", "usdc"] as const).filter((currency) => this.#releasable(treasury, currency) > 0n)
      .map((currency) => this.#collectable(currency));
  }

  #collectable(currency: Currency): Collectable {
    const { treasury } = this.#world;
    return {
      call: { to: this.#source.Contract, data: encodeFunctionData({ abi, functionName: "release", args: this.#arguments(treasury, currency) }) },
      book: (hash) => this.#bookRelease(hash, treasury, currency),
    };
  }

  async #payIn(currency: Currency): Promise<void> {
    const { random, usdc } = this.#world;
    const payer = random.pick(this.#payers);
    const amount = currency === "native" ? random.amount(10n ** 16n, 4n * 10n ** 17n) : random.amount(90_000n, 1_900_000_000n);
    if (currency === "native") await this.#world.pay(payer, this.#source.Contract, amount);
    else await this.#world.call(payer, usdc.address, erc20, "transfer", [this.#source.Contract, amount]);
    this.#received[currency] += amount;
  }

  async #release(caller: Address, payee: Address, currency: Currency): Promise<void> {
    if (this.#releasable(payee, currency) <= 0n) return;
    if (caller === this.#world.treasury) {
      await this.#world.collect([this.#collectable(currency)]);
      return;
    }
    const hash = await this.#world.call(caller, this.#source.Contract, abi, "release", this.#arguments(payee, currency));
    this.#bookRelease(hash, payee, currency);
  }

  #bookRelease(hash: Hex, payee: Address, currency: Currency): void {
    const amount = this.#releasable(payee, currency);
    this.#released.set(payee + currency, this.#releasedTo(payee, currency) + amount);
    if (payee !== this.#world.treasury) {
      this.#world.noteNoise(`${this.#source.Name}: another payee's release`, hash);
      return;
    }
    const log: ExpectedLog = currency === "native"
      ? { address: this.#source.Contract, abi, event: "PaymentReleased", args: { to: payee, amount } }
      : { address: this.#source.Contract, abi, event: "ERC20PaymentReleased", args: { token: this.#world.usdc.address, to: payee, amount } };
    this.#world.expectPayment(hash, this.#source, this.#source.Contract, currency, amount, log);
  }

  /** All that ever came in, times the payee's shares, rounded down, less what the payee already has. */
  #releasable(payee: Address, currency: Currency): bigint {
    return (this.#received[currency] * (this.#shares.get(payee) ?? 0n)) / this.#totalShares - this.#releasedTo(payee, currency);
  }

  #releasedTo(payee: Address, currency: Currency): bigint {
    return this.#released.get(payee + currency) ?? 0n;
  }

  #arguments(payee: Address, currency: Currency): Address[] {
    return currency === "native" ? [payee] : [this.#world.usdc.address, payee];
  }
}
