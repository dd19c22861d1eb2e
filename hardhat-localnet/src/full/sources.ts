import { zeroAddress } from "viem";
import type { Address } from "viem";
import type { Source } from "../deployment.ts";
import type { FullContracts } from "./deploy.ts";

interface People { treasury: Address; wallet: Address; clients: [Address, Address]; manager: Address }

/** The file beside appsettings.json in which configure.ts writes the ABI that the source `invoices` reads. */
export const INVOICE_ABI_FILE = "invoice-proxy.abi.json";

/** What pays the owner on the full chain, beside what pays on the plain one. */
export async function fullSources(at: FullContracts, { treasury, wallet, clients, manager }: People, bornAt: (address: Address) => Promise<number>): Promise<Source[]> {
  const source = async (Name: string, Kind: string, Category: string, Contract: Address, more: Partial<Source> = {}): Promise<Source> =>
    ({ Name, Chain: "localnet", Kind, Contract, ...more, Beneficiary: treasury, Category, FromBlock: await bornAt(Contract) });
  // Ether comes from no contract in particular.
  const ether = async (Name: string, Beneficiary: Address, Category: string, more: Partial<Source> = {}): Promise<Source> =>
    ({ Name, Chain: "localnet", Kind: "native-payments", ...more, Beneficiary, Category, FromBlock: await bornAt(at.payroll) });
  const payments = (name: string, category: string, token: Address, Payers: Address[]) => source(name, "erc20-payments", category, token, { Payers });

  return Promise.all([
    source("remix-split", "splits-v1", "Royalty", at.splitMain, { Split: at.split }),
    source("podcast-split", "splits-v2", "Royalty", at.pushSplit),
    source("label-split", "splits-v2", "Royalty", at.pullSplit, { Warehouse: at.warehouse }),
    source("art-royalties", "seaport-royalty", "Royalty", at.seaport, { Collections: [at.art] }),
    source("pool-dividends", "erc2222-dividend", "Dividend", at.loanPool),
    source("token-dividends", "erc1726-dividend", "Dividend", at.brewery),
    source("staking-rewards", "staking-rewards", "DeFi", at.stakingRewards),
    source("exchange-vault", "erc4626-vault", "DeFi", at.exchangeVault),
    source("credit-vault", "erc7540-vault", "DeFi", at.creditVault),
    source("aave-usdc", "aave-v3", "DeFi", at.aToken),
    source("comet-usdc", "compound-v3", "DeFi", at.comet, { Rewards: at.cometRewards }),
    source("lido-steth", "lido", "DeFi", at.stakedEther),
    source("grant-pool", "superfluid-pool", "Service", at.grantPool, { Token: at.poolToken }),
    source("salary-stream", "superfluid-stream", "Service", at.streamToken, { Payers: [clients[0]] }),
    payments("agent-payments", "Service", at.dollar, [clients[1]]),
    payments("fee-token-payments", "Service", at.tollCoin, [clients[0]]),
    payments("gross-fee-payments", "Service", at.silentTollCoin, [clients[0]]),
    payments("rebasing-payments", "Service", at.elastic, [clients[0]]),
    payments("odd-decimals-payments", "Service", at.shifty, [clients[0]]),
    payments("hybrid-payments", "Service", at.hybrid, [clients[0]]),
    // The land registry issues rent in new shares: minted, so the payer is nobody.
    payments("estate-rent", "RealEstate", at.house, [zeroAddress, manager]),
    ether("client-ether", treasury, "Service", { Payers: [clients[0], at.payroll] }),
    ether("tips", wallet, "Service"),
    source("invoices", "abi-event", "Service", at.invoiceProxy, {
      AbiFile: INVOICE_ABI_FILE, Event: "TransferWithReferenceAndFee", Arguments: { Beneficiary: "to", Token: "tokenAddress", Amount: "amount" } }),
  ]);
}
