import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Abi, Address, Hex } from "viem";
import type { Artifact } from "../artifacts.ts";
import { UserError } from "../options.ts";

/** The packages of the full chain live in a folder of their own, so that the plain chain need not install them. */
const folder = new URL("../../full/", import.meta.url);
const require = createRequire(folder);

export const fullIsInstalled = (): boolean => existsSync(fileURLToPath(new URL("node_modules/@aave/core-v3/package.json", folder)));

/** Where the code of libraries goes into the bytecode: file, then library, then places in bytes. */
type LinkReferences = Record<string, Record<string, { start: number; length: number }[]>>;
export type Linkable = Artifact & { linkReferences: LinkReferences };

function read(path: string): any {
  if (!fullIsInstalled()) throw new UserError("The packages of the full chain are not installed. Run: npm ci --ignore-scripts --prefix full (in hardhat-localnet)");
  return JSON.parse(readFileSync(require.resolve(path), "utf8"));
}

const artifact = (path: string): Linkable => {
  const { abi, bytecode, linkReferences } = read(path);
  return { abi, bytecode, linkReferences };
};

const last = (path: string): string => path.split("/").at(-1)!;

/** Aave v3, as its authors compiled it. `path` is like "protocol/pool/Pool". */
export const aaveArtifact = (path: string): Linkable => artifact(`@aave/core-v3/artifacts/contracts/${path}.sol/${last(path)}.json`);

/** Superfluid, as its authors compiled it. `path` is like "superfluid/SuperToken"; `name` where the file is called otherwise. */
export const superfluidArtifact = (path: string, name = last(path)): Linkable =>
  artifact(`@superfluid-finance/ethereum-contracts/build/hardhat/contracts/${path}.sol/${name}.json`);

/** T-REX 4.1.6 (ERC-3643), as its authors compiled it. */
export const trexArtifact = (path: string): Linkable => artifact(`@tokenysolutions/t-rex/artifacts/contracts/${path}.sol/${last(path)}.json`);

/** ONCHAINID, the identities of T-REX. */
export const onchainIdArtifact = (path: string): Linkable => artifact(`@onchain-id/solidity/artifacts/contracts/${path}.sol/${last(path)}.json`);

/** Seaport 1.6 and its conduit controller, as Seaport's own client ships them. */
export const seaportArtifact = (): Linkable => artifact("@opensea/seaport-js/src/artifacts/seaport/contracts/Seaport.sol/Seaport.json");
export const conduitControllerArtifact = (): Linkable =>
  artifact("@opensea/seaport-js/src/artifacts/seaport/contracts/conduit/ConduitController.sol/LocalConduitController.json");

/** Synthetix' StakingRewards: the very code that was put on the main chain. */
export function stakingRewardsArtifact(): Artifact {
  const { abi, bytecode } = read("synthetix/publish/deployed/mainnet/deployment.json").sources.StakingRewards;
  return { abi, bytecode: bytecode.startsWith("0x") ? bytecode : `0x${bytecode}` };
}

/** The artifact with its libraries' addresses in its bytecode. */
export function linked({ abi, bytecode, linkReferences }: Linkable, libraries: Record<string, Address>): Artifact {
  let code: string = bytecode;
  for (const file of Object.values(linkReferences))
    for (const [name, places] of Object.entries(file))
      for (const { start, length } of places) {
        if (!libraries[name]) throw new Error(`The library ${name} is not deployed`);
        code = code.slice(0, 2 + start * 2) + libraries[name].slice(2).toLowerCase() + code.slice(2 + (start + length) * 2);
      }
  return { abi, bytecode: code as Hex };
}

/** What can be read of a contract: its events, and the functions that change nothing. */
export const readable = (abi: Abi): Abi => abi.filter((item: any) =>
  item.type === "event" || (item.type === "function" && ["view", "pure"].includes(item.stateMutability)));
