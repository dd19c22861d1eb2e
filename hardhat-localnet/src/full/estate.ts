import { parseEventLogs, zeroAddress } from "viem";
import type { Address } from "viem";
import type { Blocks } from "../blocks.ts";
import { onchainIdArtifact, trexArtifact } from "./packages.ts";

export interface Estate { token: Address; identityRegistry: Address; identities: Record<Address, Address> }

export const estateAbi = trexArtifact("token/Token").abi;
const ESTONIA = 233;

/**
 * Shares of a house as T-REX has them (ERC-3643): only known holders may hold. `agent` is its registry and issuer.
 * `holders` get an identity each; a holder's new wallet, where one is named, may take its shares over when the old is lost.
 */
export async function deployEstate(blocks: Blocks, deployer: Address, agent: Address, holders: [holder: Address, newWallet?: Address][]): Promise<Estate> {
  const create = (artifact: ReturnType<typeof trexArtifact>, args: unknown[] = []) => blocks.create(deployer, artifact, args);
  const call = (to: Address, abi: any, name: string, ...args: unknown[]) => blocks.call(deployer, to, abi, name, args, { gas: 9_000_000n });

  const implementation = {
    tokenImplementation: await create(trexArtifact("token/Token")),
    ctrImplementation: await create(trexArtifact("registry/implementation/ClaimTopicsRegistry")),
    irImplementation: await create(trexArtifact("registry/implementation/IdentityRegistry")),
    irsImplementation: await create(trexArtifact("registry/implementation/IdentityRegistryStorage")),
    tirImplementation: await create(trexArtifact("registry/implementation/TrustedIssuersRegistry")),
    mcImplementation: await create(trexArtifact("compliance/modular/ModularCompliance")),
  };
  const identity = await create(onchainIdArtifact("Identity"), [deployer, true]);
  await blocks.mine();
  const identityAuthority = await create(onchainIdArtifact("proxy/ImplementationAuthority"), [identity]);
  const idFactory = await create(onchainIdArtifact("factory/IdFactory"), [identityAuthority]);
  const authority = await create(trexArtifact("proxy/authority/TREXImplementationAuthority"), [true, zeroAddress, zeroAddress]);
  await call(authority, trexArtifact("proxy/authority/TREXImplementationAuthority").abi, "addAndUseTREXVersion", { major: 4, minor: 1, patch: 6 }, implementation);
  await blocks.mine();
  const trexFactory = trexArtifact("factory/TREXFactory");
  const factory = await create(trexFactory, [authority, idFactory]);
  await call(idFactory, onchainIdArtifact("factory/IdFactory").abi, "addTokenFactory", factory);
  await blocks.mine();
  const hash = await call(factory, trexFactory.abi, "deployTREXSuite", "house", {
    owner: deployer, name: "Kalamaja House Shares", symbol: "HOUSE", decimals: 18, irs: zeroAddress, ONCHAINID: zeroAddress,
    irAgents: [agent], tokenAgents: [agent], complianceModules: [], complianceSettings: [] }, { claimTopics: [], issuers: [], issuerClaims: [] });
  const { receipts } = await blocks.mine();
  const [deployed] = parseEventLogs({ abi: trexFactory.abi, eventName: "TREXSuiteDeployed", logs: receipts.get(hash)!.logs as any }) as any;
  const token: Address = deployed.args._token, identityRegistry: Address = deployed.args._ir;

  const identities: Record<Address, Address> = {};
  for (const [holder, newWallet = holder] of holders) {
    identities[holder] = await create(onchainIdArtifact("proxy/IdentityProxy"), [identityAuthority, newWallet]);
    await blocks.call(agent, identityRegistry, trexArtifact("registry/implementation/IdentityRegistry").abi, "registerIdentity", [holder, identities[holder], ESTONIA]);
  }
  await blocks.call(agent, token, estateAbi, "unpause");
  await blocks.mine();
  return { token, identityRegistry, identities };
}
