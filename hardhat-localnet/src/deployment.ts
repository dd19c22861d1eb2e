import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Address, Hex } from "viem";
import type { Accounts } from "./accounts.ts";
import type { Feed, Pricing } from "./feeds.ts";
import type { Full } from "./full/deploy.ts";
import type { MachineShares } from "./machine-shares.ts";
import { UserError } from "./options.ts";
import type { SafeContracts } from "./safe.ts";

export interface DeployedContract { address: Address; deployedAtBlock: number; codeHash: Hex }
export interface Token { address: Address; symbol: string; name: string; decimals: number }

/** One entry of the section "Sources" of ChainWatch's appsettings.json. */
export interface Source {
  Name: string; Chain: string; Kind: string; Contract?: Address; Token?: Address; Beneficiary: Address; Category: string;
  Payers?: Address[]; FromBlock: number;
  Split?: Address; Warehouse?: Address; Collections?: Address[]; Rewards?: Address;
  AbiFile?: string; Event?: string; Arguments?: Record<string, string>;
}

export interface Deployment {
  chainId: number;
  fromBlock: number;
  accounts: Accounts;
  testOnlyPrivateKeys: Record<Address, Hex>;
  safe: { version: string; treasury: Address; taxEscrow: Address; threshold: number; owners: Address[] } & SafeContracts;
  tokens: Record<"usdc" | "junk" | "warehouse" | "machine" | "vaultShares", Token>;
  contracts: Record<"albumRoyalties" | "filmRoyalties" | "warehouse" | "vault" | "distributionFactory" | "distributionImplementation"
    | "machineToken" | "stablecoin" | "junkToken" | "lookAlike" | "collectible" | "taxSplitter", DeployedContract>;
  machineShares: MachineShares;
  taxSplitter: TaxSplitterTerms;
  feeds: Feed[];
  /** The section "Pricing" of ChainWatch's appsettings.json. */
  pricing: Pricing;
  sources: Source[];
  /** What deploy.ts --full puts beside it. */
  full?: Full;
}

export interface TaxSplitterTerms { admin: Address; escrow: Address; owner: Address; basisPoints: number; cap: number; delay: number }

export function readDeployment(file: string): Deployment {
  if (!existsSync(file)) throw new UserError(`There is no deployment at ${file}. Make one: node scripts/deploy.ts --rpc URL --out ${file}`);
  return JSON.parse(readFileSync(file, "utf8"));
}

export function writeJson(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content, (_, value) => (typeof value === "bigint" ? value.toString() : value), 2) + "\n");
}

/** What everybody holds at the start. The simulation computes every payment from these. */
export const splitters = {
  albumRoyalties: { treasury: 45n, coPayees: [30n, 15n, 10n] },
  filmRoyalties: { treasury: 7n, coPayees: [61n, 32n, 0n] },
};

const whole = 10n ** 18n;
export const warehouseHoldings = { total: 1_000_000n * whole, treasury: 5_000n * whole, strangers: [123_457n * whole, 20_011n * whole] };
export const machineHoldings = { total: 200_000n * whole, treasury: 1_337n * whole, strangers: [40_000n * whole, 9_999n * whole] };
export const TREASURY_CAPITAL = 50_000_000_000n;
