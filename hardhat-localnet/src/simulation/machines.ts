import { encodeFunctionData } from "viem";
import type { Address, Hex } from "viem";
import { machineHoldings } from "../deployment.ts";
import { createDistribution, distributionAddress, distributionArtifact, dividendOf, machineToken } from "../machine-shares.ts";
import type { Dividend } from "../machine-shares.ts";
import type { Act, Activity, Day } from "./day.ts";
import { erc20 } from "./world.ts";
import type { Collectable, World } from "./world.ts";

const { abi } = distributionArtifact;
const DIVIDEND_DAY = 20;
const HALF_A_YEAR = 180n * 86_400n;

export interface Distribution { address: Address; snapshotId: bigint; pricePerToken: bigint; funding: bigint; createdIn: Hex }

/** Every quarter the company takes a snapshot and creates one Distribution contract, from which each holder claims once. */
export class MachineDividends implements Activity {
  readonly distributions: Distribution[] = [];
  readonly #world: World;
  readonly #claimed = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  actsOn(day: Day): Act[] {
    const { random, deployment: { accounts } } = this.#world;
    const acts: Act[] = [];
    if (day.month % 3 === 0 && day.dayOfMonth === DIVIDEND_DAY) acts.push(() => this.#declare(day));
    if (random.chance(6)) acts.push(() => this.#world.collect(this.collectables().slice(0, 1)));
    if (random.chance(6)) acts.push(() => this.#claim(random.pick(accounts.strangers)));
    return acts;
  }

  collectables(): Collectable[] {
    const { treasury } = this.#world;
    return this.#unclaimed(treasury).map((distribution) => ({
      call: { to: distribution.address, data: encodeFunctionData({ abi, functionName: "claim", args: [treasury, 0n] }) },
      book: (hash: Hex) => {
        this.#claimed.add(distribution.address + treasury);
        const { net } = dividendOf(machineHoldings.treasury, distribution.pricePerToken);
        this.#world.expectPayment(hash, this.#world.source("machine-dividends"), distribution.address, "usdc", net,
          { address: distribution.address, abi, event: "Claimed", args: { sender: treasury, recipient: treasury, currencyAmount: net } });
      },
    }));
  }

  async #declare(day: Day): Promise<void> {
    const { blocks, random, usdc, deployment: { accounts: { machineCompany }, machineShares } } = this.#world;
    const dividend: Dividend = {
      snapshotId: BigInt(this.distributions.length + 1),
      pricePerToken: random.amount(310_000n, 990_000n),
      lockedUntil: BigInt(day.midnight) + HALF_A_YEAR,
    };
    const funding = dividendOf(machineHoldings.total, dividend.pricePerToken).gross;
    const address = await distributionAddress(blocks, machineShares, machineCompany, usdc.address, dividend);
    await this.#world.call(machineCompany, machineShares.token, machineToken.abi, "createSnapshot");
    await this.#world.call(machineCompany, usdc.address, erc20, "approve", [address, funding]);
    const createdIn = await createDistribution(blocks, machineShares, machineCompany, usdc.address, dividend, funding);
    this.distributions.push({ address, snapshotId: dividend.snapshotId, pricePerToken: dividend.pricePerToken, funding, createdIn });
  }

  async #claim(holder: Address): Promise<void> {
    const distribution = this.#unclaimed(holder)[0];
    if (!distribution) return;
    this.#claimed.add(distribution.address + holder);
    this.#world.noteNoise("machine-dividends: another holder's claim",
      await this.#world.call(holder, distribution.address, abi, "claim", [holder, 0n]));
  }

  #unclaimed(holder: Address): Distribution[] {
    return this.distributions.filter(({ address }) => !this.#claimed.has(address + holder));
  }
}
