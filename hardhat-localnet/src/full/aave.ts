import type { Address } from "viem";
import type { Blocks } from "../blocks.ts";
import { aaveArtifact, linked } from "./packages.ts";

export interface Aave { pool: Address; aToken: Address }

const provider = aaveArtifact("protocol/configuration/PoolAddressesProvider");
const configuratorAbi = aaveArtifact("protocol/pool/PoolConfigurator").abi;
export const poolAbi = aaveArtifact("protocol/pool/Pool").abi;
const RAY = 10n ** 27n;
const percent = (of: bigint) => (RAY * of) / 100n;

/** Aave v3 with one reserve that can be supplied, borrowed, and borrowed against. */
export async function deployAave(blocks: Blocks, deployer: Address, asset: Address): Promise<Aave> {
  const create = (path: string, args: unknown[] = [], libraries: Record<string, Address> = {}) =>
    blocks.create(deployer, linked(aaveArtifact(path), libraries), args);
  const call = (to: Address, abi: typeof poolAbi, name: string, ...args: unknown[]) => blocks.call(deployer, to, abi, name, args, { gas: 6_000_000n });

  const libraries: Record<string, Address> = {};
  for (const name of ["SupplyLogic", "BorrowLogic", "LiquidationLogic", "EModeLogic", "BridgeLogic", "ConfiguratorLogic", "PoolLogic", "FlashLoanLogic"])
    libraries[name] = await create(`protocol/libraries/logic/${name}`, [], libraries);
  await blocks.mine();
  const addresses = await create("protocol/configuration/PoolAddressesProvider", ["localnet", deployer]);
  await call(addresses, provider.abi, "setACLAdmin", deployer);
  await blocks.mine();
  const acl = await create("protocol/configuration/ACLManager", [addresses]);
  await call(addresses, provider.abi, "setACLManager", acl);
  await call(acl, aaveArtifact("protocol/configuration/ACLManager").abi, "addPoolAdmin", deployer);
  const oracle = await create("mocks/oracle/PriceOracle");
  await call(oracle, aaveArtifact("mocks/oracle/PriceOracle").abi, "setAssetPrice", asset, 10n ** 8n);
  await call(addresses, provider.abi, "setPriceOracle", oracle);
  await blocks.mine();
  await call(addresses, provider.abi, "setPoolImpl", await create("protocol/pool/Pool", [addresses], libraries));
  await call(addresses, provider.abi, "setPoolConfiguratorImpl", await create("protocol/pool/PoolConfigurator", [], libraries));
  await blocks.mine();
  const pool = await blocks.read<Address>(addresses, provider.abi, "getPool");
  const configurator = await blocks.read<Address>(addresses, provider.abi, "getPoolConfigurator");
  const tokens = [];
  for (const name of ["AToken", "StableDebtToken", "VariableDebtToken"]) tokens.push(await create(`protocol/tokenization/${name}`, [pool]));
  const strategy = await create("protocol/pool/DefaultReserveInterestRateStrategy",
    [addresses, percent(80n), 0n, percent(8n), percent(60n), percent(10n), percent(60n), percent(1n), percent(8n), percent(20n)]);
  await blocks.mine();
  await call(configurator, configuratorAbi, "initReserves", [{
    aTokenImpl: tokens[0], stableDebtTokenImpl: tokens[1], variableDebtTokenImpl: tokens[2], underlyingAssetDecimals: 6,
    interestRateStrategyAddress: strategy, underlyingAsset: asset, treasury: deployer, incentivesController: "0x0000000000000000000000000000000000000000",
    aTokenName: "Aave USDC (local)", aTokenSymbol: "aUSDC", variableDebtTokenName: "Aave variable debt USDC", variableDebtTokenSymbol: "variableDebtUSDC",
    stableDebtTokenName: "Aave stable debt USDC", stableDebtTokenSymbol: "stableDebtUSDC", params: "0x" }]);
  await call(configurator, configuratorAbi, "configureReserveAsCollateral", asset, 8_000n, 8_500n, 10_500n);
  await call(configurator, configuratorAbi, "setReserveBorrowing", asset, true);
  await call(configurator, configuratorAbi, "setReserveFactor", asset, 1_000n);
  await blocks.mine();
  const { aTokenAddress } = await blocks.read<any>(pool, poolAbi, "getReserveData", [asset]);
  return { pool, aToken: aTokenAddress };
}
