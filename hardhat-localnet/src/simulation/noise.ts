import { encodeFunctionData, parseAbi } from "viem";
import type { Hex } from "viem";
import { compiled } from "../artifacts.ts";
import type { Act, Activity } from "./day.ts";
import { erc20 } from "./world.ts";
import type { World } from "./world.ts";

const erc721 = parseAbi(["function mint(address to) returns (uint256)", "function transferFrom(address,address,uint256)"]);

/** Everything that looks like income and is none: each kind comes once before any comes again. */
export class LookAlikes implements Activity {
  readonly #world: World;
  #tickets = 1n;
  #queue: (() => Promise<void>)[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  actsOn(): Act[] {
    if (!this.#world.random.chance(60)) return [];
    return [async () => {
      if (this.#queue.length === 0) this.#queue = this.#world.random.shuffled(this.#kinds());
      await this.#queue.pop()!();
    }];
  }

  #kinds(): (() => Promise<void>)[] {
    const { random, treasury, usdc, holdings, deployment: { accounts, contracts } } = this.#world;
    const { strangers: [stranger, other], payers, safeOwners } = accounts;
    const note = (what: string, hash: Hex) => this.#world.noteNoise(what, hash);
    const transfer = (to: string, amount: bigint) => encodeFunctionData({ abi: erc20, functionName: "transfer", args: [to as Hex, amount] });

    return [
      async () => note("junk token from a stranger",
        await this.#world.call(stranger!, contracts.junkToken.address, erc20, "transfer", [treasury, random.amount(10n ** 18n, 10n ** 23n)])),
      async () => {
        const payer = random.pick(payers), amount = random.amount(10n ** 18n, 10n ** 20n);
        await this.#world.call(stranger!, contracts.junkToken.address, erc20, "transfer", [payer, amount]);
        note("junk token from a named payer", await this.#world.call(payer, contracts.junkToken.address, erc20, "transfer", [treasury, amount]));
      },
      async () => {
        const amount = random.amount(1n, 400_000_000n);
        note("stablecoin from a stranger", await this.#world.call(other!, usdc.address, erc20, "transfer", [treasury, amount]));
        holdings.usdc += amount;
      },
      async () => {
        const amount = random.amount(1n, 10n ** 16n);
        note("ether from a stranger", await this.#world.pay(stranger!, treasury, amount));
        holdings.native += amount;
      },
      // Anybody may move nothing in a payer's name: no allowance is needed. It plants a look-alike in the history.
      async () => note("zero transfer in a payer's name",
        await this.#world.call(stranger!, usdc.address, erc20, "transferFrom", [random.pick(payers), treasury, 0n])),
      async () => note("zero transfer from a payer",
        await this.#world.call(random.pick(payers), usdc.address, erc20, "transfer", [treasury, 0n])),
      async () => note("zero transfer from a stranger", await this.#world.call(stranger!, usdc.address, erc20, "transfer", [treasury, 0n])),
      async () => {
        const payer = random.pick(payers), ticket = this.#tickets++;
        await this.#world.call(payer, contracts.collectible.address, erc721, "mint", [payer]);
        note("ERC-721 from a named payer",
          await this.#world.call(payer, contracts.collectible.address, erc721, "transferFrom", [payer, treasury, ticket]));
      },
      async () => note("events of a look-alike", await this.#world.call(stranger!, contracts.lookAlike.address, compiled("LookAlike").abi, "pretend",
        [treasury, random.pick(payers), usdc.address, random.amount(1_000_000n, 9_000_000_000n)])),
      async () => note("payer pays somebody else",
        await this.#world.call(random.pick(payers), usdc.address, erc20, "transfer", [other, random.amount(1_000_000n, 900_000_000n)])),
      async () => {
        const amount = random.amount(1n, holdings.usdc / 40n);
        note("owner pays a payer", await this.#world.execute([{ to: usdc.address, data: transfer(random.pick(payers), amount) }]));
        holdings.usdc -= amount;
      },
      async () => {
        const coins = random.amount(1n, holdings.usdc / 20n), ether = holdings.native / 50n;
        note("owner moves money out", await this.#world.execute([
          { to: usdc.address, data: transfer(safeOwners[0]!, coins) }, { to: safeOwners[0]!, value: ether, data: "0x" }]));
        holdings.usdc -= coins;
        holdings.native -= ether;
      },
    ];
  }
}
