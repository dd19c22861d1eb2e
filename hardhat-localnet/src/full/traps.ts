import type { Address } from "viem";
import { compiled } from "../artifacts.ts";
import type { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import { erc20 } from "./book.ts";
import type { FullActivity, FullBook, Step } from "./book.ts";
import { estateAbi } from "./estate.ts";

const fakeAbi = compiled("full/LookAlikes", "FakeDollar").abi;
const lookAlikeAbi = compiled("full/LookAlikes", "FullLookAlike").abi;
const hybridAbi = compiled("full/OddTokens", "HybridToken").abi;
const artAbi = compiled("full/ArtCollection").abi;
const payrollAbi = compiled("full/Payroll").abi;

/** What looks like income of the full chain and is none; and what is no income, but must be told of. Each comes before any comes again. */
export class Traps implements FullActivity {
  readonly #book: FullBook;
  readonly #random: Random;
  #queue: Step[] = [];

  constructor(book: FullBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  stepsOn(day: Day): Step[] {
    const steps: Step[] = [];
    if (this.#random.chance(45)) {
      if (this.#queue.length === 0) this.#queue = this.#random.shuffled(this.#kinds());
      steps.push(this.#queue.pop()!);
    }
    if (day.index === 12) steps.push(this.#freeze(true));
    if (day.index === 13) steps.push(this.#freeze(false));
    if (day.index === 14) steps.push(this.#recover());
    return steps;
  }

  #kinds(): Step[] {
    const { world, full: { contracts: at, accounts: { clients, artSeller, wallet } } } = this.#book;
    const { treasury, usdc, deployment: { accounts: { strangers: [stranger, other] } } } = world, random = this.#random;
    const noise = (what: string, ...rest: Parameters<FullBook["call"]>) => this.#book.noiseOf(what, () => this.#book.call(...rest));
    const odd = [at.dollar, at.tollCoin, at.elastic, at.shifty, at.hybrid, at.weth, at.rewardToken];
    return [
      noise("a token of the same name", stranger!, at.fakeDollar, erc20, "transfer", [treasury, random.amount(1n, 10n ** 10n)]),
      noise("a token of the same name announces a client's payment", stranger!, at.fakeDollar, fakeAbi, "announce", [clients[0], treasury, random.amount(1n, 10n ** 10n)]),
      ...odd.map((token) => noise("zero transfer in a client's name", stranger!, token, erc20, "transferFrom", [random.pick(clients), treasury, 0n])),
      noise("zero transfer from a client", clients[0], at.tollCoin, erc20, "transfer", [treasury, 0n]),
      noise("events of a look-alike", stranger!, at.lookAlike, lookAlikeAbi, "pretend", [treasury, clients[0], usdc.address, at.art, random.amount(1n, 10n ** 12n)]),
      noise("a number of the hybrid token alone", clients[0], at.hybrid, hybridAbi, "give", [treasury]),
      noise("art given to the owner", artSeller, at.art, artAbi, "mint", [treasury]),
      noise("ether that a trace shows and that came back", clients[0], at.payroll, payrollAbi, "pretend", [wallet, 10n ** 12n]),
      noise("a client pays somebody else", clients[1], at.dollar, erc20, "transfer", [other, random.amount(1n, 10n ** 9n)]),
      this.#book.noiseOf("a transaction without value", () => world.blocks.send("nothing", { from: stranger!, to: wallet })),
      this.#dollars(stranger!, random.amount(1n, 10n ** 9n)),
    ];
  }

  /** Money that came, from nobody who is a client. */
  #dollars(stranger: Address, amount: bigint): Step {
    const { dollar } = this.#book.full.contracts;
    return this.#book.noiseOf("dollars from a stranger", () => this.#book.call(stranger, dollar, erc20, "transfer", [this.#book.world.treasury, amount]),
      (block) => block.moved(dollar, amount));
  }

  /** The land registry freezes the owner's shares, and thaws them. */
  #freeze(frozen: boolean): Step {
    const { house } = this.#book.full.contracts, { manager } = this.#book.full.accounts, { treasury } = this.#book.world;
    return { name: `the owner's shares are ${frozen ? "frozen" : "thawed"}`, act: async () => {
      const one = await this.#book.call(manager, house, estateAbi, "setAddressFrozen", [treasury, frozen]);
      const two = await this.#book.call(manager, house, estateAbi, frozen ? "freezePartialTokens" : "unfreezePartialTokens", [treasury, 1_000n]);
      return (block) => {
        block.alarm("estate-rent", frozen ? "address frozen" : "address thawed", one, block.log(one, house, estateAbi, "AddressFrozen"));
        block.alarm("estate-rent", frozen ? "shares frozen" : "shares thawed", two, block.log(two, house, estateAbi, frozen ? "TokensFrozen" : "TokensUnfrozen"));
      };
    } };
  }

  /** Somebody lost a wallet; the registry moves what it held to another. */
  #recover(): Step {
    const { house } = this.#book.full.contracts, { manager } = this.#book.full.accounts, [lost, found] = this.#book.world.deployment.accounts.strangers as [Address, Address];
    return { name: "shares are recovered", act: async () => {
      await this.#book.call(manager, house, estateAbi, "mint", [lost, 10n ** 18n]);
      const hash = await this.#book.call(manager, house, estateAbi, "recoveryAddress", [lost, found, this.#book.full.identities[lost]]);
      return (block) => block.alarm("estate-rent", "another holder's shares recovered", hash, block.log(hash, house, estateAbi, "RecoverySuccess"));
    } };
  }
}
