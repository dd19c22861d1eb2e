import { keccak256, numberToHex, parseSignature, zeroAddress } from "viem";
import type { Address } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { privateKeyOf } from "../accounts.ts";
import { compiled } from "../artifacts.ts";
import type { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import { erc20 } from "./book.ts";
import type { FullActivity, FullBook, Step } from "./book.ts";
import { estateAbi } from "./estate.ts";

const dollarAbi = compiled("full/AuthorizedDollar").abi;
const elasticAbi = compiled("full/OddTokens", "RebasingToken").abi;
const shiftyAbi = compiled("full/OddTokens", "ShiftingDecimals").abi;
const payrollAbi = compiled("full/Payroll").abi;
const invoiceAbi = compiled("full/InvoiceProxy").abi;
const whole = 10n ** 18n;
const FAR = 2n ** 40n;

/** Clients pay: in tokens of every temper, by signature, by invoice, and in ether. */
export class ClientPayments implements FullActivity {
  readonly #book: FullBook;
  readonly #random: Random;
  #authorizations = 1n;

  constructor(book: FullBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  stepsOn(day: Day): Step[] {
    const random = this.#random, steps: Step[] = [], { tollCoin, elastic, shifty, hybrid } = this.#at;
    if (random.chance(20)) steps.push(this.#authorized());
    if (random.chance(8)) steps.push(this.#token("fee-token-payments", tollCoin));
    if (random.chance(4)) steps.push(this.#silentToll());
    if (random.chance(8)) steps.push(this.#token("rebasing-payments", elastic));
    if (random.chance(8)) steps.push(this.#rebase());
    if (day.index === 9 || random.chance(3)) steps.push(this.#payAndRebase());
    if (random.chance(6)) steps.push(this.#token("odd-decimals-payments", shifty));
    if (random.chance(3)) steps.push(this.#shift());
    if (random.chance(8)) steps.push(this.#token("hybrid-payments", hybrid));
    if (day.index % 7 === 5) steps.push(this.#rentInKind());
    if (random.chance(10)) steps.push(this.#invoice());
    if (random.chance(10)) steps.push(this.#ether(false));
    if (random.chance(10)) steps.push(this.#ether(true));
    if (random.chance(8)) steps.push(this.#payroll());
    return steps;
  }

  get #at() {
    return this.#book.full.contracts;
  }

  get #client(): Address {
    return this.#book.full.accounts.clients[0];
  }

  get #strangers(): Address[] {
    return this.#book.world.deployment.accounts.strangers;
  }

  /** Signed by the client, carried to the chain by somebody else (EIP-3009). */
  #authorized(): Step {
    const { dollar } = this.#at, client = this.#book.full.accounts.clients[1], { treasury, blocks } = this.#book.world;
    return { name: "a payment by signature", act: async () => {
      const value = this.#random.amount(1n, 50_000_000n), nonce = keccak256(numberToHex(this.#authorizations++, { size: 32 }));
      const message = { from: client, to: treasury, value, validAfter: 0n, validBefore: FAR, nonce };
      const signature = parseSignature(await privateKeyToAccount(privateKeyOf(client)).signTypedData({
        domain: { name: "USD Coin (local)", version: "2", chainId: blocks.chainId, verifyingContract: dollar },
        types: { TransferWithAuthorization: [{ name: "from", type: "address" }, { name: "to", type: "address" }, { name: "value", type: "uint256" },
          { name: "validAfter", type: "uint256" }, { name: "validBefore", type: "uint256" }, { name: "nonce", type: "bytes32" }] },
        primaryType: "TransferWithAuthorization", message }));
      const hash = await this.#book.call(this.#strangers[1]!, dollar, dollarAbi, "transferWithAuthorization",
        [client, treasury, value, 0n, FAR, nonce, Number(signature.v), signature.r, signature.s]);
      return (block) => block.pay("agent-payments", hash, { payer: client, token: dollar, log: block.transfer(hash, dollar) });
    } };
  }

  #token(source: string, token: Address): Step {
    const { treasury } = this.#book.world;
    return { name: source, act: async () => {
      const hash = await this.#book.call(this.#client, token, erc20, "transfer", [treasury, this.#random.amount(10n ** 15n, 40n * whole)]);
      return (block) => {
        // A hybrid's second Transfer has a fourth topic, which the ABI of an ERC-20 does not fit.
        const log = block.transfer(hash, token);
        block.pay(source, hash, { payer: this.#client, token, log });
        if (source !== "rebasing-payments" && log.args.value !== block.delta(token)) throw new Error(`${source}: ${log.args.value} told, ${block.delta(token)} arrived`);
      };
    } };
  }

  #silentToll(): Step {
    const { silentTollCoin } = this.#at, { treasury } = this.#book.world;
    return { name: "gross-fee-payments", act: async () => {
      const hash = await this.#book.call(this.#client, silentTollCoin, erc20, "transfer", [treasury, this.#random.amount(10n ** 15n, 40n * whole)]);
      return (block) => block.quarantine("gross-fee-payments", hash, { payer: this.#client, token: silentTollCoin, log: block.transfer(hash, silentTollCoin) });
    } };
  }

  #rebase(): Step {
    const { elastic } = this.#at;
    return { name: "elastic balances change", act: async () => {
      await this.#book.call(this.#deployer, elastic, elasticAbi, "rebase", [BigInt(9_900 + this.#random.below(250))]);
      return (block) => block.moved(elastic, block.delta(elastic));
    } };
  }

  /** In one block: no balance can tell which part of its change was paid. */
  #payAndRebase(): Step {
    const { elastic } = this.#at, { treasury } = this.#book.world;
    return { name: "paid in elastic while it changes", act: async () => {
      const hash = await this.#book.call(this.#client, elastic, erc20, "transfer", [treasury, this.#random.amount(whole, 40n * whole)]);
      await this.#book.call(this.#deployer, elastic, elasticAbi, "rebase", [10_100n]);
      return (block) => block.quarantine("rebasing-payments", hash, { payer: this.#client, token: elastic, log: block.transfer(hash, elastic) });
    } };
  }

  #shift(): Step {
    const { shifty } = this.#at;
    return { name: "a token says other decimals", act: async () => {
      await this.#book.call(this.#deployer, shifty, shiftyAbi, "say", [this.#random.pick([6, 8, 18])]);
      return () => {};
    } };
  }

  #rentInKind(): Step {
    const { house } = this.#at, { manager } = this.#book.full.accounts, { treasury } = this.#book.world;
    return { name: "a week's rent in shares of the house", act: async () => {
      const hash = await this.#book.call(manager, house, estateAbi, "mint", [treasury, this.#random.amount(10n ** 16n, 3n * whole)]);
      await this.#book.call(manager, house, estateAbi, "mint", [manager, whole]);
      return (block) => block.pay("estate-rent", hash, { payer: zeroAddress, token: house, log: block.transfer(hash, house) });
    } };
  }

  #invoice(): Step {
    const { invoiceProxy } = this.#at, { treasury, usdc } = this.#book.world, own = this.#random.chance(75);
    return { name: "an invoice is paid", act: async () => {
      const amount = this.#random.amount(1_000_000n, 4_000_000_000n), to = own ? treasury : this.#strangers[0]!;
      const hash = await this.#book.call(this.#client, invoiceProxy, invoiceAbi, "transferFromWithReferenceAndFee",
        [usdc.address, to, amount, numberToHex(this.#random.bits(), { size: 8 }), amount / 1_000n, this.#strangers[1]]);
      return (block) => {
        if (own) block.pay("invoices", hash, { payer: this.#client, token: usdc.address, log: block.log(hash, invoiceProxy, invoiceAbi, "TransferWithReferenceAndFee") });
        else block.noise("invoices: somebody else's", hash);
      };
    } };
  }

  /** Named by a transaction: to the Safe, which tells of it, or to the plain wallet, which cannot. */
  #ether(toWallet: boolean): Step {
    const { world, full: { accounts: { wallet } } } = this.#book;
    return { name: "ether", act: async () => {
      const from = toWallet ? this.#random.pick([...this.#strangers, this.#client]) : this.#client, to = toWallet ? wallet : world.treasury;
      const hash = await world.blocks.send("ether", { from, to, value: this.#random.amount(10n ** 14n, 10n ** 18n) });
      return (block) => block.pay(toWallet ? "tips" : "client-ether", hash, { payer: from, token: "native", to, form: "transaction" });
    } };
  }

  /** Out of a contract, to both wallets and a stranger at once. */
  #payroll(): Step {
    const { payroll } = this.#at, { world, full: { accounts: { wallet } } } = this.#book;
    return { name: "the payroll", act: async () => {
      const [one, two, three] = [0, 1, 2].map(() => this.#random.amount(10n ** 14n, 10n ** 17n)) as [bigint, bigint, bigint];
      await world.blocks.send("the payroll's money", { from: this.#client, to: payroll, value: one + two + three });
      const hash = await this.#book.call(this.#client, payroll, payrollAbi, "pay", [[world.treasury, this.#strangers[0], wallet], [one, two, three]]);
      return (block) => {
        block.pay("client-ether", hash, { payer: payroll, token: "native", amount: one, form: "internal" });
        block.pay("tips", hash, { payer: payroll, token: "native", amount: three, to: wallet, form: "internal" });
      };
    } };
  }

  get #deployer(): Address {
    return this.#book.world.deployment.accounts.deployer;
  }
}

