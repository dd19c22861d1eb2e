import { createRequire } from "node:module";
import type { Abi } from "viem";
import { existsSync, readFileSync } from "node:fs";
import { compiled, openZeppelin4Artifact, safeArtifact } from "./artifacts.ts";
import { aaveArtifact, readable, seaportArtifact, stakingRewardsArtifact, superfluidArtifact, trexArtifact } from "./full/packages.ts";
import { distributionArtifact, distributionFactoryArtifact } from "./machine-shares.ts";

/** The contract families that ChainWatch reads or calls: file name in contracts-abi/ and where its ABI comes from. */
export const families = (): Record<string, Abi> => ({
  "distribution": distributionArtifact.abi,
  "distribution-factory": distributionFactoryArtifact.abi,
  "erc20": openZeppelinAbi("IERC20Metadata"),
  "erc2222-dividend": compiled("WarehouseShares").abi,
  "erc4626-vault": compiled("YieldVault").abi,
  "payment-splitter": openZeppelin4Artifact("PaymentSplitter").abi,
  "safe": safeArtifact("SafeL2.sol").abi,
  "tax-splitter": compiled("TaxSplitter").abi,
  // Contracts of ours that stand in for others: only what the others have is asked of them.
  "compound-v3": only(compiled("full/Comet", "Comet").abi, ["Supply", "Withdraw", "Transfer", "balanceOf", "totalSupply", "baseToken", "decimals", "symbol", "name"]),
  "compound-v3-rewards": only(compiled("full/Comet", "CometRewards").abi, ["RewardClaimed", "claim", "rewardsClaimed"]),
  "erc1726-dividend": only(compiled("full/DividendToken").abi, ["DividendsDistributed", "DividendWithdrawn", "Transfer", "withdrawDividend",
    "dividendOf", "withdrawableDividendOf", "withdrawnDividendOf", "accumulativeDividendOf", "balanceOf", "totalSupply"]),
  "erc2222-dividend-maple": only(compiled("full/LoanPoolShares").abi, ["FundsDistributed", "FundsWithdrawn", "fundsToken", "withdrawFunds",
    "withdrawableFundsOf", "withdrawnFundsOf", "accumulativeFundsOf"]),
  "erc2981": only(compiled("full/ArtCollection").abi, ["royaltyInfo", "supportsInterface"]),
  "erc3009": only(compiled("full/AuthorizedDollar").abi, ["AuthorizationUsed", "authorizationState"]),
  "erc7540-vault": compiled("full/CreditVault").abi,
  "lido": readable(compiled("full/StakedEther").abi),
  "splits-v1": only(compiled("full/SplitMain").abi, ["CreateSplit", "DistributeETH", "DistributeERC20", "Withdrawal", "distributeETH",
    "distributeERC20", "withdraw", "getHash", "getETHBalance", "getERC20Balance", "PERCENTAGE_SCALE"]),
  "splits-v2": compiled("full/SplitWallets", "PushSplit").abi.filter(({ type }) => type !== "constructor"),
  "splits-warehouse": compiled("full/SplitsWarehouse").abi,
});

/** Those whose ABI comes from the packages of the full chain. */
export const fullFamilies = (): Record<string, Abi> => ({
  "aave-v3-atoken": readable(aaveArtifact("protocol/tokenization/AToken").abi),
  "erc3643": readable(trexArtifact("token/Token").abi),
  "seaport": readable(seaportArtifact().abi),
  "staking-rewards": readable(stakingRewardsArtifact().abi),
  "superfluid-cfa": readable(superfluidArtifact("agreements/ConstantFlowAgreementV1").abi),
  "superfluid-host": only(superfluidArtifact("superfluid/Superfluid").abi, ["getAgreementClass"]),
  "superfluid-pool": readable(superfluidArtifact("agreements/gdav1/SuperfluidPool").abi),
  "superfluid-token": readable(superfluidArtifact("superfluid/SuperToken").abi),
});

/** A family that nothing reads yet waits in a folder of its own, and is not embedded. */
export function familyFile(name: string): URL {
  const file = new URL(`../../contracts-abi/${name}.json`, import.meta.url);
  return existsSync(file) ? file : new URL(`../../contracts-abi/unread/${name}.json`, import.meta.url);
}

function openZeppelinAbi(name: string): Abi {
  const file = createRequire(import.meta.url).resolve(`@openzeppelin/contracts/build/contracts/${name}.json`);
  return JSON.parse(readFileSync(file, "utf8")).abi;
}

function only(abi: Abi, names: string[]): Abi {
  const missing = names.filter((name) => !abi.some((item: any) => item.name === name));
  if (missing.length) throw new Error(`The ABI lacks ${missing.join(", ")}`);
  return abi.filter((item: any) => names.includes(item.name));
}
