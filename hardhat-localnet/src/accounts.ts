import { mnemonicToAccount, privateKeyToAddress } from "viem/accounts";
import { toHex } from "viem";
import type { Address, Hex } from "viem";

/** The public development mnemonic: everybody knows these keys, so they hold nothing anywhere but on local chains. */
const MNEMONIC = "test test test test test test test test test test test junk";

/** As many as the plain chain unlocks. */
export const ACCOUNTS = 23;
/** As many as the full chain unlocks. */
export const FULL_ACCOUNTS = 29;
/** What each has when a chain begins, in wei. */
const FUNDS = 10_000n * 10n ** 18n;

// What all of them have in common is derived once: the words are stretched by thousands of hashes.
const parent = mnemonicToAccount(MNEMONIC, { path: "m/44'/60'/0'/0" }).getHdKey();

const privateKeys: Hex[] = Array.from({ length: FULL_ACCOUNTS }, (_, index) => toHex(parent.deriveChild(index).privateKey!));

/** The first of them, as a chain unlocks and funds them; by their keys, as Hardhat would stretch the words anew for each. */
export const funded = (count: number) => privateKeys.slice(0, count).map((privateKey) => ({ privateKey, balance: FUNDS }));

const addresses = privateKeys.map((key) => privateKeyToAddress(key));
const keys = new Map<Address, Hex>(addresses.map((address, index) => [address, privateKeys[index]!]));

const at = (index: number): Address => addresses[index]!;

/** Who plays which part on the local chain. */
export const accounts = {
  deployer: at(0),
  /** The owners of the treasury and of the tax escrow, both two out of three. */
  safeOwners: [at(1), at(2), at(3)],
  /** Sends what the owners have signed, and pays the gas. */
  relayer: at(4),
  /** The named payers of the source `studio-payments`. */
  payers: [at(5), at(6)],
  /** The label and the streaming service that pay into the splitters. */
  royaltyPayers: [at(7), at(8)],
  /** Owns the warehouse, issues its shares and distributes its rent. */
  warehouseIssuer: at(9),
  /** The company whose shares pay the machine dividends. */
  machineCompany: at(10),
  /** Collects the platform fee of the machine dividends. */
  platform: at(11),
  /** Whose work makes the vault's assets grow. */
  yieldSource: at(12),
  /** The other payees of the splitters. */
  coPayees: [at(13), at(14), at(15)],
  vaultUsers: [at(16), at(17)],
  /** Unknown senders: gifts, junk, poisoned transfers. They hold shares too. */
  strangers: [at(18), at(19)],
  /** Answer the price feeds. */
  oracles: [at(20), at(21), at(22)],
};

export type Accounts = typeof accounts;

/** Who plays a part on the full chain only. */
export const fullAccounts = {
  /** The owner's wallet that is no Safe: ether comes to it without any log. */
  wallet: at(23),
  /** Pay in tokens, in ether, and against invoices. */
  clients: [at(24), at(25)] as [Address, Address],
  /** Runs what needs somebody: the oracle of the staked ether, the vault's pricing, the borrower, the land registry. */
  manager: at(26),
  /** Trade art with each other. */
  artSeller: at(27),
  artBuyer: at(28),
};

export type FullAccounts = typeof fullAccounts;

export const privateKeyOf = (address: Address): Hex => {
  const key = keys.get(address);
  if (!key) throw new Error(`${address} is not a local test account`);
  return key;
};
