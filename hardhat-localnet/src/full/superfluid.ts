import { createRequire } from "node:module";
import type { Address } from "viem";
import type { Blocks } from "../blocks.ts";
import { linked, superfluidArtifact } from "./packages.ts";

export interface Superfluid { cfa: Address; gda: Address; cfaForwarder: Address; gdaForwarder: Address; superTokenFactory: Address }

export const cfaForwarderAbi = superfluidArtifact("utils/CFAv1Forwarder").abi;
export const gdaForwarderAbi = superfluidArtifact("utils/GDAv1Forwarder").abi;
export const superTokenAbi = superfluidArtifact("superfluid/SuperToken").abi;
export const poolAbi = superfluidArtifact("agreements/gdav1/SuperfluidPool").abi;

const REGISTRY: Address = "0x1820a4B7618BdE71Dce8cdc73aAB6C95905faD24";
/** Who puts the ERC-1820 registry on every chain, by a transaction that nobody has the key for. */
const REGISTRY_DEPLOYER: Address = "0xa990077c3205cbDf861e17Fa532eeB069cE9fF96";
const REGISTRY_PRICE = 80_000_000_000_000_000n;
const SEMI_UPGRADABLE = 1;

/** In the order in which they are linked. */
const libraries = [
  ["libs/SlotsBitmapLibrary"], ["agreements/gdav1/SuperfluidPoolDeployerLibrary"],
  ...["SuperfluidGovDeployerLibrary", "SuperfluidHostDeployerLibrary", "SuperfluidCFAv1DeployerLibrary", "SuperfluidIDAv1DeployerLibrary",
    "SuperfluidGDAv1DeployerLibrary", "SuperTokenDeployerLibrary", "SuperfluidPeripheryDeployerLibrary", "SuperfluidPoolLogicDeployerLibrary",
    "SuperfluidPoolNFTLogicDeployerLibrary", "ProxyDeployerLibrary", "CFAv1ForwarderDeployerLibrary", "GDAv1ForwarderDeployerLibrary",
    "SuperTokenFactoryDeployerLibrary", "TokenDeployerLibrary"].map((name) => ["utils/SuperfluidFrameworkDeploymentSteps.t", name]),
] as [string, string?][];

/** Superfluid's framework, by its own deployer. The chain must take contracts of any size (`chain.ts --full`). */
export async function deploySuperfluid(blocks: Blocks, deployer: Address): Promise<Superfluid> {
  await deployRegistry(blocks, deployer);
  const at: Record<string, Address> = {};
  for (const [path, name = path.split("/").at(-1)!] of libraries) {
    at[name] = await blocks.create(deployer, linked(superfluidArtifact(path, name), at), [], { gas: 12_000_000n });
    await blocks.mine();
  }
  const framework = linked(superfluidArtifact("utils/SuperfluidFrameworkDeployer.t", "SuperfluidFrameworkDeployer"), at);
  const address = await blocks.create(deployer, framework, [], { gas: 15_000_000n });
  await blocks.mine();
  const steps = Number(await blocks.read(address, framework.abi, "getNumSteps"));
  for (let step = 0; step < steps; step++) {
    await blocks.call(deployer, address, framework.abi, "executeStep", [step], { gas: 30_000_000n });
    await blocks.mine();
  }
  const { cfa, gda, cfaV1Forwarder, gdaV1Forwarder, superTokenFactory } = await blocks.read<any>(address, framework.abi, "getFramework");
  return { cfa, gda, cfaForwarder: cfaV1Forwarder, gdaForwarder: gdaV1Forwarder, superTokenFactory };
}

/** A super token over an ERC-20: 18 decimals, whatever the ERC-20 has. */
export async function wrap(blocks: Blocks, deployer: Address, factory: Address, underlying: Address, name: string, symbol: string): Promise<Address> {
  const abi = superfluidArtifact("superfluid/SuperTokenFactory").abi.filter((item: any) => item.name === "createERC20Wrapper" && item.inputs.length === 4);
  const args = [underlying, SEMI_UPGRADABLE, name, symbol];
  const token = await blocks.read<Address>(factory, abi, "createERC20Wrapper", args, deployer);
  await blocks.call(deployer, factory, abi, "createERC20Wrapper", args, { gas: 5_000_000n });
  await blocks.mine();
  return token;
}

export async function createPool(blocks: Blocks, { gdaForwarder }: Superfluid, token: Address, admin: Address): Promise<Address> {
  const args = [token, admin, { transferabilityForUnitsOwner: false, distributionFromAnyAddress: true }];
  const [, pool] = await blocks.read<[boolean, Address]>(gdaForwarder, gdaForwarderAbi, "createPool", args, admin);
  await blocks.call(admin, gdaForwarder, gdaForwarderAbi, "createPool", args, { gas: 5_000_000n });
  await blocks.mine();
  return pool;
}

async function deployRegistry(blocks: Blocks, deployer: Address): Promise<void> {
  if (await blocks.rpc.request("eth_getCode", REGISTRY, "latest") !== "0x") return;
  const require = createRequire(new URL("../../full/", import.meta.url));
  const { bin } = require("@superfluid-finance/ethereum-contracts/dev-scripts/artifacts/ERC1820Registry.json");
  await blocks.send("the price of the ERC-1820 registry", { from: deployer, to: REGISTRY_DEPLOYER, value: REGISTRY_PRICE });
  await blocks.mine();
  const signature = `1ba0${"1820".repeat(16)}a0${"1820".repeat(16)}`;
  await blocks.rpc.request("eth_sendRawTransaction", `0xf90a388085174876e800830c35008080b909e5${bin}${signature}`);
  await blocks.mine();
  if (await blocks.rpc.request("eth_getCode", REGISTRY, "latest") === "0x") throw new Error("the ERC-1820 registry has no code");
}
