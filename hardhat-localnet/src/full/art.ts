import { parseAbi, zeroAddress, zeroHash } from "viem";
import type { Address, Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { privateKeyOf } from "../accounts.ts";
import { compiled } from "../artifacts.ts";
import type { Random } from "../random.ts";
import type { Day } from "../simulation/day.ts";
import { erc20 } from "./book.ts";
import type { FullActivity, FullBook, Settled, Step } from "./book.ts";
import { seaportArtifact } from "./packages.ts";

const seaportAbi = seaportArtifact().abi;
const art = compiled("full/ArtCollection").abi;
const erc721 = parseAbi(["function setApprovalForAll(address,bool)"]);
const UNLIMITED = 2n ** 256n - 1n;
const [ETHER, TOKEN, NFT] = [0, 1, 2];

interface Item { itemType: number; token: Address; identifierOrCriteria: bigint; startAmount: bigint; endAmount: bigint; recipient?: Address }
const item = (itemType: number, token: Address, identifierOrCriteria: bigint, amount: bigint, recipient?: Address): Item =>
  ({ itemType, token, identifierOrCriteria, startAmount: amount, endAmount: amount, ...(recipient && { recipient }) });

const types = {
  OrderComponents: [
    { name: "offerer", type: "address" }, { name: "zone", type: "address" }, { name: "offer", type: "OfferItem[]" },
    { name: "consideration", type: "ConsiderationItem[]" }, { name: "orderType", type: "uint8" }, { name: "startTime", type: "uint256" },
    { name: "endTime", type: "uint256" }, { name: "zoneHash", type: "bytes32" }, { name: "salt", type: "uint256" },
    { name: "conduitKey", type: "bytes32" }, { name: "counter", type: "uint256" },
  ],
  OfferItem: [{ name: "itemType", type: "uint8" }, { name: "token", type: "address" }, { name: "identifierOrCriteria", type: "uint256" },
    { name: "startAmount", type: "uint256" }, { name: "endAmount", type: "uint256" }],
  ConsiderationItem: [{ name: "itemType", type: "uint8" }, { name: "token", type: "address" }, { name: "identifierOrCriteria", type: "uint256" },
    { name: "startAmount", type: "uint256" }, { name: "endAmount", type: "uint256" }, { name: "recipient", type: "address" }],
} as const;

/** Art changes hands on Seaport; the owner is the creator, and is paid a royalty when the sale says so. */
export class ArtSales implements FullActivity {
  readonly #book: FullBook;
  readonly #random: Random;
  #salt = 1n;

  constructor(book: FullBook, random: Random) {
    this.#book = book;
    this.#random = random;
  }

  stepsOn(day: Day): Step[] {
    const random = this.#random, steps: Step[] = [];
    if (day.index === 0) steps.push(this.#approve());
    if (random.chance(14)) steps.push(this.#sale(750n));
    if (random.chance(8)) steps.push(this.#bid());
    if (random.chance(4)) steps.push(this.#sale(200n));
    if (random.chance(3)) steps.push(this.#otherArt());
    if (random.chance(3)) steps.push(this.#ownersSale());
    return steps;
  }

  get #at() {
    return this.#book.full.contracts;
  }

  #approve(): Step {
    const { artSeller, artBuyer } = this.#book.full.accounts, { seaport, art: ours, otherArt, weth } = this.#at;
    return { name: "approvals for Seaport", act: async () => {
      for (const collection of [ours, otherArt])
        for (const trader of [artSeller, artBuyer]) await this.#book.call(trader, collection, erc721, "setApprovalForAll", [seaport, true]);
      await this.#book.call(artSeller, weth, erc20, "approve", [seaport, UNLIMITED]);
      await this.#book.safe({ to: ours, abi: erc721, name: "setApprovalForAll", args: [seaport, true] });
      return () => {};
    } };
  }

  /** Sold for ether: no log but OrderFulfilled names the royalty. */
  #sale(basisPoints: bigint): Step {
    return { name: "art sold for ether", act: async () => {
      const { treasury } = this.#book.world, { artSeller, artBuyer } = this.#book.full.accounts, { art: ours, seaport } = this.#at;
      const price = this.#price(), royalty = (price * basisPoints) / 10_000n, id = await this.#mint(ours, artSeller);
      const hash = await this.#fulfil(artSeller, artBuyer, [item(NFT, ours, id, 1n)],
        [item(ETHER, zeroAddress, 0n, price - royalty, artSeller), item(ETHER, zeroAddress, 0n, royalty, treasury)], price);
      return async (block) => block.pay("art-royalties", hash, { payer: seaport, token: "native", log: this.#fulfilled(block, hash),
        expected: (await this.#book.read<[Address, bigint]>(ours, art, "royaltyInfo", [id, price]))[1] });
    } };
  }

  /** A bid in wrapped ether that the seller takes: the royalty is a Transfer from the seller. */
  #bid(): Step {
    return { name: "a bid for art taken", act: async () => {
      const { treasury } = this.#book.world, { artSeller, artBuyer } = this.#book.full.accounts, { art: ours, weth, seaport } = this.#at;
      const price = this.#price(), [, royalty] = await this.#book.read<[Address, bigint]>(ours, art, "royaltyInfo", [1n, price]);
      const id = await this.#mint(ours, artSeller);
      const hash = await this.#fulfil(artBuyer, artSeller, [item(TOKEN, weth, 0n, price)],
        [item(NFT, ours, id, 1n, artBuyer), item(TOKEN, weth, 0n, royalty, treasury)], 0n);
      return (block) => block.pay("art-royalties", hash, { payer: seaport, token: weth, log: this.#fulfilled(block, hash), expected: royalty });
    } };
  }

  /** Somebody else's art, whose sale pays the owner something: no royalty of the owner's. */
  #otherArt(): Step {
    return { name: "other art sold", act: async () => {
      const { treasury } = this.#book.world, { artSeller, artBuyer } = this.#book.full.accounts, { otherArt } = this.#at;
      const price = this.#price(), id = await this.#mint(otherArt, artSeller);
      const hash = await this.#fulfil(artSeller, artBuyer, [item(NFT, otherArt, id, 1n)],
        [item(ETHER, zeroAddress, 0n, price - 1_000n, artSeller), item(ETHER, zeroAddress, 0n, 1_000n, treasury)], price);
      return (block) => { block.noise("art-royalties: a sale of another collection", hash); block.moved("native", 1_000n); };
    } };
  }

  /** The owner sells a piece of its own: proceeds, not a royalty. The Safe vouches for its order on the chain. */
  #ownersSale(): Step {
    return { name: "the owner sells art", act: async () => {
      const { treasury } = this.#book.world, { artBuyer } = this.#book.full.accounts, { art: ours, seaport } = this.#at;
      const price = this.#price(), id = await this.#mint(ours, treasury);
      const parameters = this.#parameters(treasury, [item(NFT, ours, id, 1n)], [item(ETHER, zeroAddress, 0n, price, treasury)]);
      await this.#book.safe({ to: seaport, abi: seaportAbi, name: "validate", args: [[{ parameters, signature: "0x" }]] });
      const hash = await this.#book.call(artBuyer, seaport, seaportAbi, "fulfillOrder", [{ parameters, signature: "0x" }, zeroHash], price);
      return (block) => { block.noise("art-royalties: proceeds of the owner's own sale", hash); block.moved("native", price); };
    } };
  }

  #price(): bigint {
    return this.#random.amount(10n ** 15n, 10n ** 18n);
  }

  #fulfilled(block: Settled, hash: Hex) {
    return block.log(hash, this.#at.seaport, seaportAbi, "OrderFulfilled");
  }

  /** In the same block as its sale, so its number is read ahead. */
  async #mint(collection: Address, to: Address): Promise<bigint> {
    const id = await this.#book.read<bigint>(collection, art, "nextId");
    await this.#book.call(this.#book.full.accounts.artSeller, collection, art, "mint", [to]);
    return id;
  }

  #parameters(offerer: Address, offer: Item[], consideration: Item[]) {
    return { offerer, zone: zeroAddress, offer, consideration, orderType: 0, startTime: 0n, endTime: UNLIMITED, zoneHash: zeroHash, salt: this.#salt++,
      conduitKey: zeroHash, totalOriginalConsiderationItems: BigInt(consideration.length) };
  }

  async #fulfil(offerer: Address, taker: Address, offer: Item[], consideration: Item[], value: bigint): Promise<Hex> {
    const { seaport } = this.#at, parameters = this.#parameters(offerer, offer, consideration);
    const counter = await this.#book.read(seaport, seaportAbi, "getCounter", [offerer]);
    const signature = await privateKeyToAccount(privateKeyOf(offerer)).signTypedData({
      domain: { name: "Seaport", version: "1.6", chainId: this.#book.world.blocks.chainId, verifyingContract: seaport },
      types, primaryType: "OrderComponents", message: { ...parameters, counter } as any });
    return this.#book.call(taker, seaport, seaportAbi, "fulfillOrder", [{ parameters, signature }, zeroHash], value);
  }
}
