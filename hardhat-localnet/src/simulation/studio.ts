import type { Address } from "viem";
import type { Act, Activity, Day } from "./day.ts";
import { erc20 } from "./world.ts";
import type { World } from "./world.ts";

/** Two customers pay for work in stablecoins, when they get to it. */
export class StudioPayments implements Activity {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  actsOn(day: Day): Act[] {
    const { random, deployment: { accounts } } = this.#world;
    return accounts.payers.flatMap((payer, i) => {
      if (day.index !== 3 + i && !random.chance(6)) return [];
      // Now and then two invoices are paid in the same block.
      return random.chance(20) ? [() => this.#pay(payer, 2)] : [() => this.#pay(payer, 1)];
    });
  }

  async #pay(payer: Address, times: number): Promise<void> {
    const { random, treasury, usdc } = this.#world;
    for (let i = 0; i < times; i++) {
      const value = random.amount(45_000_000n, 3_300_000_000n);
      const hash = await this.#world.call(payer, usdc.address, erc20, "transfer", [treasury, value]);
      this.#world.expectPayment(hash, this.#world.source("studio-payments"), payer, "usdc", value,
        { address: usdc.address, abi: erc20, event: "Transfer", args: { from: payer, to: treasury, value } });
    }
  }
}
