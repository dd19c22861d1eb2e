import { keccak256, toBytes, zeroHash } from "viem";
import type { Address, Hex } from "viem";
import { openZeppelin4Artifact, tokenizeItArtifact } from "./artifacts.ts";
import type { Blocks } from "./blocks.ts";

const FEE_DENOMINATOR = 10_000n;

/** The platform's fee on every dividend claimed, in basis points: it is taken before the holder is paid. */
export const DISTRIBUTION_FEE = 50n;

/** The bit of the allow list that marks a currency the platform trusts. */
const TRUSTED_CURRENCY = 2n ** 255n;

export interface MachineShares {
  token: Address;
  distributionFactory: Address;
  distributionImplementation: Address;
  allowList: Address;
  feeSettings: Address;
  forwarder: Address;
}

export const machineToken = tokenizeItArtifact("Token");
export const distributionArtifact = tokenizeItArtifact("Distribution");
export const distributionFactoryArtifact = tokenizeItArtifact("factories/DistributionCloneFactory");

/**
 * Sets tokenize.it up as its platform does: implementations, a factory over each, and then the company's allow list,
 * fee settings and share token from the factories. Takes two blocks.
 */
export async function deployMachineShares(
  blocks: Blocks, deployer: Address, platform: Address, company: Address, currency: Address,
): Promise<MachineShares> {
  const forwarder = await blocks.create(deployer, openZeppelin4Artifact("MinimalForwarder"));
  const factoryOf = async (name: string, factory: string) => {
    const implementation = await blocks.create(deployer, tokenizeItArtifact(name), [forwarder]);
    return { implementation, factory: await blocks.create(deployer, tokenizeItArtifact(`factories/${factory}`), [implementation]) };
  };
  const allowLists = await factoryOf("AllowList", "AllowListCloneFactory");
  const feeSettings = await factoryOf("FeeSettings", "FeeSettingsCloneFactory");
  const tokens = await factoryOf("Token", "TokenProxyFactory");
  const distributions = await factoryOf("Distribution", "DistributionCloneFactory");
  await blocks.mine();

  const made = async (factory: Address, artifact: string, create: string, predict: string, args: unknown[], predictArgs = args) => {
    const { abi } = tokenizeItArtifact(artifact);
    const address = await predicted(blocks, factory, abi, predict, predictArgs);
    await blocks.call(deployer, factory, abi, create, args);
    return address;
  };
  const allowList = await made(allowLists.factory, "factories/AllowListCloneFactory", "createAllowListClone", "predictCloneAddress",
    [zeroHash, forwarder, platform]);
  const fees = await made(feeSettings.factory, "factories/FeeSettingsCloneFactory", "createFeeSettingsClone", "predictCloneAddress",
    [zeroHash, forwarder, platform, [{ feeType: keccak256(toBytes("DISTRIBUTION")), maxNumerator: 500, defaultNumerator: Number(DISTRIBUTION_FEE), defaultCollector: platform }]]);
  await blocks.mine();
  const token = await made(tokens.factory, "factories/TokenProxyFactory", "createTokenProxy", "predictProxyAddress",
    [zeroHash, forwarder, fees, company, allowList, 0n, "Machine Works Shares", "MWS"]);
  await blocks.call(platform, allowList, tokenizeItArtifact("AllowList").abi, "set", [currency, TRUSTED_CURRENCY]);
  await blocks.mine();

  return {
    token, distributionFactory: distributions.factory, distributionImplementation: distributions.implementation,
    allowList, feeSettings: fees, forwarder,
  };
}

export interface Dividend { snapshotId: bigint; pricePerToken: bigint; lockedUntil: bigint }

const argumentsOf = (shares: MachineShares, company: Address, currency: Address, dividend: Dividend) => ({
  owner: company, token: shares.token, snapshotId: dividend.snapshotId, currency, pricePerToken: dividend.pricePerToken,
  lockedUntil: dividend.lockedUntil, initialReassignments: [],
});

/** The address that the dividend's own Distribution contract will have. */
export const distributionAddress = (blocks: Blocks, shares: MachineShares, company: Address, currency: Address, dividend: Dividend): Promise<Address> =>
  predicted(blocks, shares.distributionFactory, distributionFactoryArtifact.abi, "predictCloneAddress",
    [zeroHash, shares.forwarder, argumentsOf(shares, company, currency, dividend)]);

/** Creates the dividend's Distribution and pays `funding` into it; the company must have approved that address. */
export const createDistribution = (blocks: Blocks, shares: MachineShares, company: Address, currency: Address, dividend: Dividend, funding: bigint): Promise<Hex> =>
  blocks.call(company, shares.distributionFactory, distributionFactoryArtifact.abi, "createDistributionClone",
    [zeroHash, shares.forwarder, company, argumentsOf(shares, company, currency, dividend), funding]);

/** What a holder gets of a dividend, after the platform's fee, in base units of the currency. */
export function dividendOf(balanceAtSnapshot: bigint, pricePerToken: bigint): { gross: bigint; net: bigint } {
  const gross = (balanceAtSnapshot * pricePerToken) / 10n ** 18n;
  return { gross, net: gross - (gross * DISTRIBUTION_FEE) / FEE_DENOMINATOR };
}

const predicted = (blocks: Blocks, factory: Address, abi: any, functionName: string, args: unknown[]): Promise<Address> => {
  // predictCloneAddress has an overload that takes a finished salt; the one with the arguments is meant.
  const own = abi.filter((item: any) => item.name === functionName && item.inputs.length === args.length);
  return blocks.read<Address>(factory, own, functionName, args);
};
