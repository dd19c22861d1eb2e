import { fileURLToPath } from "node:url";
import { parseAbi, keccak256 } from "viem";
import type { Abi, Address, Hex } from "viem";
import { ACCOUNTS, accounts, FULL_ACCOUNTS, privateKeyOf } from "../src/accounts.ts";
import { compiled, openZeppelin4Artifact } from "../src/artifacts.ts";
import { Blocks } from "../src/blocks.ts";
import { machineHoldings, splitters, TREASURY_CAPITAL, warehouseHoldings, writeJson } from "../src/deployment.ts";
import type { DeployedContract, Deployment, Source, Token } from "../src/deployment.ts";
import { deployFeeds, pricingOf } from "../src/feeds.ts";
import { deployMachineShares, machineToken } from "../src/machine-shares.ts";
import { readOptions, run } from "../src/options.ts";
import { Rpc } from "../src/rpc.ts";
import { createSafes, deploySafeContracts, SAFE_VERSION } from "../src/safe.ts";

const THRESHOLD = 2;
const UNLIMITED = 2n ** 256n - 1n;
/** Estonia's rate, a cap that leaves room above it, and a week. */
const splitterTerms = { basisPoints: 2_000, cap: 4_000, delay: 7 * 86_400 };
const POCKET_MONEY = 1_000_000_000_000_000n;
const erc20 = parseAbi(["function approve(address,uint256) returns (bool)", "function transfer(address,uint256) returns (bool)"]);

await run(async () => {
  const options = readOptions("deploy", "Deploys every contract of the local chain and writes down where they are.", {
    rpc: { value: "URL", help: "the chain", required: true },
    out: { value: "FILE", help: "the deployment file (default deployments/<chainId>.json)" },
    full: { help: "every contract family; the chain must be one of chain.ts --full, and full/ be installed" },
  });
  const full = options.full !== undefined;
  const blocks = await Blocks.takeOver(new Rpc(options.rpc!), full ? FULL_ACCOUNTS : ACCOUNTS);
  const deployment = await deploy(blocks);
  // Loaded only here: the plain chain does without the packages of the full one.
  if (full) deployment.full = await (await import("../src/full/deploy.ts")).deployFull(blocks, deployment);
  await blocks.release();
  const file = options.out ?? fileURLToPath(new URL(`../deployments/${blocks.chainId}.json`, import.meta.url));
  writeJson(file, deployment);
  console.log(`deployed on chain ${blocks.chainId}: treasury ${deployment.safe.treasury}, tax escrow ${deployment.safe.taxEscrow}, ` +
    `${deployment.sources.length + (deployment.full?.sources.length ?? 0)} sources; ${file}`);
});

async function deploy(blocks: Blocks): Promise<Deployment> {
  const { deployer, safeOwners, coPayees, strangers, warehouseIssuer, machineCompany, platform, oracles } = accounts;
  const { rpc } = blocks;

  const safeContracts = await deploySafeContracts(blocks, deployer);
  await blocks.mine();
  // Two Safes of the same owners differ by the salt; the deployer's nonce keeps a second deployment apart from the first.
  const salt = BigInt(await rpc.request<Hex>("eth_getTransactionCount", deployer, "latest"));
  const [treasury, taxEscrow] = await createSafes(blocks, deployer, safeContracts, safeOwners, THRESHOLD, [salt, salt + 1n]) as [Address, Address];

  const stablecoin = await blocks.create(deployer, compiled("Stablecoin"), [deployer]);
  const vault = await blocks.create(deployer, compiled("YieldVault"), [stablecoin]);
  const warehouse = await blocks.create(deployer, compiled("WarehouseShares"), [warehouseIssuer, stablecoin]);
  const junkToken = await blocks.create(deployer, compiled("JunkToken"), [strangers[0]]);
  const collectible = await blocks.create(deployer, compiled("Collectible"));
  const lookAlike = await blocks.create(deployer, compiled("LookAlike"));
  const splitter = ({ treasury: own, coPayees: others }: { treasury: bigint; coPayees: bigint[] }) => {
    const payees: [Address, bigint][] = [[treasury, own], ...others.map((shares, i): [Address, bigint] => [coPayees[i]!, shares])];
    const sharing = payees.filter(([, shares]) => shares > 0n);
    return blocks.create(deployer, openZeppelin4Artifact("PaymentSplitter"), [sharing.map(([payee]) => payee), sharing.map(([, shares]) => shares)]);
  };
  const albumRoyalties = await splitter(splitters.albumRoyalties);
  const filmRoyalties = await splitter(splitters.filmRoyalties);
  const created = await blocks.mine();
  const machineShares = await deployMachineShares(blocks, deployer, platform, machineCompany, stablecoin);

  const terms = { admin: treasury, escrow: taxEscrow, owner: treasury, ...splitterTerms };
  const taxSplitter = await blocks.create(deployer, compiled("TaxSplitter"), Object.values(terms));
  const feeds = await deployFeeds(blocks, deployer, oracles, stablecoin);

  await equip(blocks, treasury, { stablecoin, vault, warehouse, machine: machineShares.token });

  const contracts: Record<keyof Deployment["contracts"], Address> = {
    albumRoyalties, filmRoyalties, warehouse, vault, stablecoin, junkToken, lookAlike, collectible,
    distributionFactory: machineShares.distributionFactory, distributionImplementation: machineShares.distributionImplementation,
    machineToken: machineShares.token, taxSplitter,
  };
  const deployed = await describeContracts(blocks, contracts, created.number);
  return {
    chainId: blocks.chainId,
    fromBlock: created.number,
    accounts,
    testOnlyPrivateKeys: Object.fromEntries(safeOwners.map((owner) => [owner, privateKeyOf(owner)])),
    safe: { version: SAFE_VERSION, treasury, taxEscrow, threshold: THRESHOLD, owners: safeOwners, ...safeContracts },
    tokens: {
      usdc: await token(blocks, stablecoin, "Stablecoin"),
      junk: await token(blocks, junkToken, "JunkToken"),
      warehouse: await token(blocks, warehouse, "WarehouseShares"),
      machine: await token(blocks, machineShares.token, "JunkToken"),
      vaultShares: await token(blocks, vault, "YieldVault"),
    },
    contracts: deployed,
    machineShares,
    taxSplitter: terms,
    feeds,
    pricing: pricingOf(feeds),
    sources: sources(deployed, treasury, machineShares.token),
  };
}

/** Gives everybody the money, shares and approvals with which the simulation begins. */
async function equip(blocks: Blocks, treasury: Address, at: { stablecoin: Address; vault: Address; warehouse: Address; machine: Address }): Promise<void> {
  const { deployer, payers, royaltyPayers, warehouseIssuer, machineCompany, yieldSource, vaultUsers, strangers } = accounts;
  const usdc = compiled("Stablecoin").abi;
  for (const holder of [...payers, ...royaltyPayers, warehouseIssuer, machineCompany, yieldSource, ...vaultUsers, ...strangers])
    await blocks.call(deployer, at.stablecoin, usdc, "mint", [holder, POCKET_MONEY]);
  await blocks.call(deployer, at.stablecoin, usdc, "mint", [treasury, TREASURY_CAPITAL]);

  await shareOut(blocks, warehouseIssuer, at.warehouse, compiled("WarehouseShares").abi, treasury, warehouseHoldings);
  await shareOut(blocks, machineCompany, at.machine, machineToken.abi, treasury, machineHoldings);

  await blocks.call(warehouseIssuer, at.stablecoin, erc20, "approve", [at.warehouse, UNLIMITED]);
  for (const user of vaultUsers) await blocks.call(user, at.stablecoin, erc20, "approve", [at.vault, UNLIMITED]);
  await blocks.mine();
}

async function shareOut(blocks: Blocks, issuer: Address, token: Address, abi: Abi, treasury: Address, holdings: typeof warehouseHoldings): Promise<void> {
  const given = [[treasury, holdings.treasury], ...holdings.strangers.map((amount, i) => [accounts.strangers[i]!, amount])] as [Address, bigint][];
  for (const [holder, amount] of given) await blocks.call(issuer, token, abi, "mint", [holder, amount]);
  const rest = holdings.total - given.reduce((sum, [, amount]) => sum + amount, 0n);
  await blocks.call(issuer, token, abi, "mint", [issuer, rest]);
}

async function describeContracts<Names extends string>(blocks: Blocks, addresses: Record<Names, Address>, created: number): Promise<Record<Names, DeployedContract>> {
  const entries = Object.entries<Address>(addresses);
  const codes: Hex[] = await blocks.rpc.batch(entries.map(([, address]) => ({ method: "eth_getCode", params: [address, "latest"] })));
  const atCreation: Hex[] = await blocks.rpc.batch(entries.map(([, address]) => ({ method: "eth_getCode", params: [address, `0x${created.toString(16)}`] })));
  const described: [string, DeployedContract][] = [];
  for (const [i, [name, address]] of entries.entries()) {
    if (codes[i] === "0x") throw new Error(`${name} has no code at ${address}`);
    let block = created;
    if (atCreation[i] === "0x")
      do block++; while (await blocks.rpc.request("eth_getCode", address, `0x${block.toString(16)}`) === "0x");
    described.push([name, { address, deployedAtBlock: block, codeHash: keccak256(codes[i]!) }]);
  }
  return Object.fromEntries(described) as Record<Names, DeployedContract>;
}

async function token(blocks: Blocks, address: Address, artifact: string): Promise<Token> {
  const { abi } = compiled(artifact);
  return {
    address,
    symbol: await blocks.read(address, abi, "symbol"),
    name: await blocks.read(address, abi, "name"),
    decimals: Number(await blocks.read(address, abi, "decimals")),
  };
}

function sources(contracts: Deployment["contracts"], treasury: Address, machineToken: Address): Source[] {
  const source = (Name: string, Kind: string, { address, deployedAtBlock }: DeployedContract, Category: string, more: Partial<Source> = {}): Source =>
    ({ Name, Chain: "localnet", Kind, Contract: address, ...more, Beneficiary: treasury, Category, FromBlock: deployedAtBlock });
  return [
    source("album-royalties", "payment-splitter", contracts.albumRoyalties, "Royalty"),
    source("film-royalties", "payment-splitter", contracts.filmRoyalties, "Royalty"),
    source("warehouse-dividends", "erc2222-dividend", contracts.warehouse, "RealEstate"),
    // Every dividend is a contract of its own, made by this factory for the shares named as Token.
    source("machine-dividends", "distribution", contracts.distributionFactory, "Dividend", { Token: machineToken }),
    source("usdc-vault", "erc4626-vault", contracts.vault, "DeFi"),
    source("studio-payments", "erc20-payments", contracts.stablecoin, "Service", { Payers: accounts.payers }),
  ];
}
