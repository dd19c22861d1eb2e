import { parseAbi, parseEventLogs } from "viem";
import type { Address, Hex } from "viem";
import { accounts, fullAccounts } from "../accounts.ts";
import type { FullAccounts } from "../accounts.ts";
import { compiled, wethArtifact } from "../artifacts.ts";
import type { Blocks } from "../blocks.ts";
import type { Deployment, Source } from "../deployment.ts";
import type { Pricing } from "../feeds.ts";
import { deployAave } from "./aave.ts";
import type { Aave } from "./aave.ts";
import { deployEstate } from "./estate.ts";
import type { Estate } from "./estate.ts";
import { conduitControllerArtifact, seaportArtifact, stakingRewardsArtifact } from "./packages.ts";
import { createPool, deploySuperfluid, wrap } from "./superfluid.ts";
import type { Superfluid } from "./superfluid.ts";
import { fullSources } from "./sources.ts";

/** The terms of a split, as whoever distributes must repeat them. */
export interface SplitV1 { accounts: Address[]; percentAllocations: number[]; distributorFee: number }
export interface SplitV2 { recipients: Address[]; allocations: bigint[]; totalAllocation: bigint; distributionIncentive: number }

/** Where the contracts of the full chain are. */
export interface FullContracts {
  splitMain: Address; split: Address; warehouse: Address; pushSplit: Address; pullSplit: Address;
  seaport: Address; weth: Address; art: Address; otherArt: Address;
  loanPool: Address; brewery: Address; stakingRewards: Address; stakingToken: Address; rewardToken: Address;
  exchangeVault: Address; creditVault: Address;
  aavePool: Address; aToken: Address; comet: Address; cometRewards: Address; stakedEther: Address;
  streamToken: Address; poolToken: Address; grantPool: Address;
  dollar: Address; fakeDollar: Address; tollCoin: Address; silentTollCoin: Address; elastic: Address; shifty: Address; hybrid: Address; house: Address;
  invoiceProxy: Address; payroll: Address; lookAlike: Address;
}

export interface Full {
  accounts: FullAccounts;
  contracts: FullContracts;
  superfluid: Superfluid;
  identities: Record<Address, Address>;
  splits: { v1: SplitV1; push: SplitV2; pull: SplitV2 };
  /** More entries of the section "Sources", and of "Pricing". */
  sources: Source[];
  pricing: Pricing["Feeds"];
}

const whole = 10n ** 18n;
/** 4 % a year, by the second. */
const COMET_RATE = (4n * 10n ** 16n) / 31_536_000n;
const COMET_REWARD_RATE = 300_000_000_000_000_000n;
const ART_ROYALTY = 750n;
const RICH = 1_000_000_000_000_000n;
const PAYROLL_RESERVE = 10n ** 15n;
const UNLIMITED = 2n ** 256n - 1n;
const erc20 = parseAbi(["function approve(address,uint256) returns (bool)", "function transfer(address,uint256) returns (bool)"]);

/** Puts the full set beside what is deployed already. */
export async function deployFull(blocks: Blocks, base: Deployment): Promise<Full> {
  const { deployer, coPayees, strangers } = accounts;
  const { wallet, clients, manager, artSeller, artBuyer } = fullAccounts;
  const treasury = base.safe.treasury, usdc = base.tokens.usdc.address;
  const create = (path: string, args: unknown[] = [], name?: string) => blocks.create(deployer, compiled(`full/${path}`, name), args);
  const firstBlock = blocks.head + 1;

  const splits: Full["splits"] = {
    v1: inOrder([[treasury, 412_345], [coPayees[0]!, 387_655], [coPayees[1]!, 200_000]], 1_000),
    push: { recipients: [treasury, coPayees[1]!, strangers[0]!], allocations: [37n, 41n, 22n], totalAllocation: 100n, distributionIncentive: 500 },
    pull: { recipients: [coPayees[2]!, treasury], allocations: [611n, 389n], totalAllocation: 1_000n, distributionIncentive: 0 },
  };
  const splitMain = await create("SplitMain");
  const warehouse = await create("SplitsWarehouse");
  const pushSplit = await create("SplitWallets", [warehouse, deployer, splits.push], "PushSplit");
  const pullSplit = await create("SplitWallets", [warehouse, deployer, splits.pull], "PullSplit");
  await blocks.mine();
  const { abi: splitMainAbi } = compiled("full/SplitMain");
  const splitCreated = await blocks.call(deployer, splitMain, splitMainAbi, "createSplit",
    [splits.v1.accounts, splits.v1.percentAllocations, splits.v1.distributorFee, deployer]);
  const split = createdSplit((await blocks.mine()).receipts.get(splitCreated)!.logs, splitMainAbi);

  const conduits = await blocks.create(deployer, conduitControllerArtifact());
  const seaport = await blocks.create(deployer, seaportArtifact(), [conduits]);
  const weth = await blocks.create(deployer, wethArtifact());
  const art = await create("ArtCollection", ["Tallinn by Night", treasury, ART_ROYALTY]);
  const otherArt = await create("ArtCollection", ["Somebody Else's Art", strangers[1], ART_ROYALTY]);
  await blocks.mine();

  const loanPool = await create("LoanPoolShares", [usdc, [treasury, strangers[0], manager], [31_337n * whole, 200_000n * whole, 768_663n * whole]]);
  const brewery = await create("DividendToken", [[treasury, strangers[1], manager], [7_001n * whole, 50_000n * whole, 42_999n * whole]]);
  const stakingToken = await create("PlainToken", ["Pool Share", "LP", deployer]);
  const rewardToken = await create("PlainToken", ["Reward Coin", "RWD", deployer]);
  const stakingRewards = await blocks.create(deployer, stakingRewardsArtifact(), [deployer, deployer, rewardToken, stakingToken]);
  const exchangeVault = await create("ExchangeVault", [usdc]);
  const creditVault = await create("CreditVault", [usdc, manager]);
  const comet = await create("Comet", [usdc, 6, COMET_RATE], "Comet");
  const cometRewards = await create("Comet", [rewardToken, COMET_REWARD_RATE], "CometRewards");
  const stakedEther = await blocks.create(deployer, compiled("full/StakedEther"), [manager, coPayees[2]], { value: 100n * whole });
  await blocks.mine();

  const dollar = await create("AuthorizedDollar", [deployer]);
  const fakeDollar = await create("LookAlikes", [strangers[0]], "FakeDollar");
  const tollCoin = await create("OddTokens", [true, clients[0]], "FeeToken");
  const silentTollCoin = await create("OddTokens", [false, clients[0]], "FeeToken");
  const elastic = await create("OddTokens", [clients[0]], "RebasingToken");
  const shifty = await create("OddTokens", [clients[0]], "ShiftingDecimals");
  const hybrid = await create("OddTokens", [clients[0]], "HybridToken");
  const invoiceProxy = await create("InvoiceProxy");
  const payroll = await create("Payroll");
  const lookAlike = await create("LookAlikes", [], "FullLookAlike");
  await blocks.mine();

  const aave: Aave = await deployAave(blocks, deployer, usdc);
  const superfluid = await deploySuperfluid(blocks, deployer);
  const streamToken = await wrap(blocks, deployer, superfluid.superTokenFactory, usdc, "Super USDC", "USDCx");
  const poolToken = await wrap(blocks, deployer, superfluid.superTokenFactory, dollar, "Super Dollar", "USDAx");
  const grantPool = await createPool(blocks, superfluid, poolToken, manager);
  const estate: Estate = await deployEstate(blocks, deployer, manager, [[treasury], [base.safe.taxEscrow], [manager], [strangers[0]!, strangers[1]!]]);

  const contracts: FullContracts = {
    splitMain, split, warehouse, pushSplit, pullSplit, seaport, weth, art, otherArt, loanPool, brewery, stakingRewards, stakingToken, rewardToken,
    exchangeVault, creditVault, aavePool: aave.pool, aToken: aave.aToken, comet, cometRewards, stakedEther, streamToken, poolToken, grantPool,
    dollar, fakeDollar, tollCoin, silentTollCoin, elastic, shifty, hybrid, house: estate.token, invoiceProxy, payroll, lookAlike,
  };
  await equip(blocks, contracts, treasury, usdc);
  const born = (address: Address) => bornAt(blocks, address, firstBlock);
  return {
    accounts: fullAccounts, contracts, superfluid, identities: estate.identities, splits,
    sources: await fullSources(contracts, { treasury, wallet, clients, manager }, born),
    pricing: pricing(base, contracts),
  };
}

/** Money and approvals of those who play a part on the full chain. */
async function equip(blocks: Blocks, at: FullContracts, treasury: Address, usdc: Address): Promise<void> {
  const { deployer, strangers } = accounts;
  const { clients, manager, artBuyer } = fullAccounts;
  const stablecoin = compiled("Stablecoin").abi;
  for (const token of [usdc, at.dollar])
    for (const holder of [...clients, manager, artBuyer, ...(token === usdc ? [] : strangers)])
      await blocks.call(deployer, token, stablecoin, "mint", [holder, RICH]);
  await blocks.call(deployer, at.dollar, stablecoin, "mint", [treasury, RICH / 1_000n]);
  // What the borrowers would have paid.
  await blocks.call(deployer, usdc, stablecoin, "mint", [at.comet, RICH]);
  await blocks.call(deployer, at.rewardToken, erc20, "transfer", [at.cometRewards, 10n ** 26n]);
  await blocks.call(deployer, at.stakingToken, erc20, "transfer", [treasury, 1_000n * whole]);
  await blocks.call(deployer, at.stakingToken, erc20, "transfer", [strangers[0], 5_000n * whole]);
  await blocks.mine();
  // Never paid out: a payroll that fails has something to take back.
  await blocks.send("the payroll's reserve", { from: deployer, to: at.payroll, value: PAYROLL_RESERVE });
  await blocks.call(artBuyer, at.weth, wethArtifact().abi, "deposit", [], { value: 1_000n * whole });
  const approvals: [Address, Address, Address[]][] = [
    [manager, usdc, [at.loanPool, at.creditVault, at.aavePool, at.streamToken, at.comet, at.exchangeVault]],
    [manager, at.dollar, [at.poolToken]],
    [clients[0], usdc, [at.invoiceProxy, at.streamToken]],
    [clients[0], at.tollCoin, [at.exchangeVault]],
    [artBuyer, at.weth, [at.seaport]],
    [strangers[0]!, at.stakingToken, [at.stakingRewards]],
    [strangers[0]!, usdc, [at.exchangeVault, at.comet]],
    [strangers[0]!, at.dollar, [at.invoiceProxy]],
  ];
  for (const [owner, token, spenders] of approvals)
    for (const spender of spenders) await blocks.call(owner, token, erc20, "approve", [spender, UNLIMITED]);
  await blocks.mine();
}

/** What has no feed of its own is priced by what it stands for. */
function pricing(base: Deployment, at: FullContracts): Pricing["Feeds"] {
  const like = (token: "native" | Address, those: Address[]) => {
    const { Chain, Feed, MaxAge } = base.pricing.Feeds.find(({ Token }) => Token === token)!;
    return those.map((Token) => ({ Chain, Token, Feed, MaxAge }));
  };
  return [
    ...like("native", [at.weth, at.stakedEther]),
    ...like(base.tokens.usdc.address, [at.dollar, at.aToken, at.comet, at.streamToken, at.poolToken, at.rewardToken, at.tollCoin, at.silentTollCoin,
      at.elastic, at.shifty, at.hybrid, at.house]),
  ];
}

/** SplitMain wants ascending accounts. */
function inOrder(parts: [Address, number][], distributorFee: number): SplitV1 {
  const ascending = [...parts].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return { accounts: ascending.map(([account]) => account), percentAllocations: ascending.map(([, part]) => part), distributorFee };
}

const createdSplit = (logs: any[], abi: any): Address => (parseEventLogs({ abi, eventName: "CreateSplit", logs })[0] as any).args.split;

async function bornAt(blocks: Blocks, address: Address, from: number): Promise<number> {
  let low = from, high = blocks.head;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await blocks.rpc.request<Hex>("eth_getCode", address, `0x${middle.toString(16)}`) === "0x") low = middle + 1;
    else high = middle;
  }
  return low;
}
