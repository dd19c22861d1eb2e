import { encodeFunctionData, prepareEncodeFunctionData, zeroAddress } from "viem";
import type { Address } from "viem";
import { chainlinkArtifact } from "./artifacts.ts";
import type { Blocks, Transaction } from "./blocks.ts";

/** A price feed as it stands on the chain: the price of one whole token, in dollars or in the chain's own coin. */
export interface Feed {
  name: string; chain: string; token: "native" | Address; quote?: "native";
  proxy: Address; aggregator: Address; decimals: number; maxAge: string;
  /** Whose answers it takes; a round has its answer, their median, when all of them have given theirs. */
  oracles: Address[];
}

/** The section "Pricing" of ChainWatch's appsettings.json. */
export interface Pricing {
  Currency: string;
  Feeds: { Chain: string; Token: "native" | Address; Feed: Address; MaxAge: string }[];
}

interface Plan { name: string; description: string; token: "native" | "usdc"; quote?: "native"; decimals: number; oracles: 1 | 3; opening: bigint }

/**
 * USDC / ETH is there to be chained with ETH / USD; `pricing` takes the dollar feeds. One median is enough to show what a
 * median is: every answer is a transaction, and two years have many days.
 */
const plans: readonly Plan[] = [
  { name: "eth-usd", description: "ETH / USD", token: "native", decimals: 8, oracles: 3, opening: 3_000_00000000n },
  { name: "usdc-usd", description: "USDC / USD", token: "usdc", decimals: 8, oracles: 1, opening: 1_00000000n },
  { name: "usdc-eth", description: "USDC / ETH", token: "usdc", quote: "native", decimals: 18, oracles: 1, opening: 333_333_333_333_333n },
];

/** The oracles answer once a day: an answer may be a day old, and an hour of slack. */
const MAX_AGE = "1.01:00:00";
const TIMEOUT = 1_800;
const PAYMENT = 10n ** 15n;
const FUNDS = 1_000_000n * 10n ** 18n;
/** So wide that a zero or a negative answer can be staged: it is ChainWatch that must refuse it. */
const [LEAST, MOST] = [-(2n ** 128n), 2n ** 128n];
/** An EACAggregatorProxy counts its aggregators from 1, and its round ids carry that phase above the aggregator's 64 bits. */
const FIRST_PHASE = 1n;

export const aggregatorAbi = chainlinkArtifact("v0.6", "FluxAggregator").abi;
export const proxyAbi = chainlinkArtifact("v0.6", "EACAggregatorProxy").abi;

/** Looked up once: thousands of answers are sent. */
const submit = prepareEncodeFunctionData({ abi: aggregatorAbi, functionName: "submit" });

/** Deploys Chainlink's own pair for every feed, funds it with LINK, and lets the oracles give a first answer. Takes two blocks. */
export async function deployFeeds(blocks: Blocks, deployer: Address, allOracles: Address[], usdc: Address): Promise<Feed[]> {
  const linkToken = chainlinkArtifact("v0.8", "LinkToken", "shared/token/ERC677/");
  const link = await blocks.create(deployer, linkToken);
  await blocks.call(deployer, link, linkToken.abi, "grantMintRole", [deployer]);
  await blocks.call(deployer, link, linkToken.abi, "mint", [deployer, BigInt(plans.length) * FUNDS]);

  const feeds: Feed[] = [];
  for (const { name, description, token, quote, decimals, oracles: count } of plans) {
    const oracles = allOracles.slice(0, count);
    const aggregator = await blocks.create(deployer, chainlinkArtifact("v0.6", "FluxAggregator"),
      [link, PAYMENT, TIMEOUT, zeroAddress, LEAST, MOST, decimals, description]);
    const proxy = await blocks.create(deployer, chainlinkArtifact("v0.6", "EACAggregatorProxy"), [aggregator, zeroAddress]);
    await blocks.call(deployer, link, linkToken.abi, "transferAndCall", [aggregator, FUNDS, "0x"]);
    await blocks.call(deployer, aggregator, aggregatorAbi, "changeOracles", [[], oracles, oracles, count, count, 0]);
    feeds.push({ name, chain: "localnet", token: token === "usdc" ? usdc : token, ...(quote && { quote }), proxy, aggregator, decimals, maxAge: MAX_AGE, oracles });
  }
  await blocks.mine();
  await blocks.sendAll(feeds.flatMap((feed, i) => submissions(feed, 1n, feed.oracles.map((oracle) => [oracle, plans[i]!.opening]))));
  await blocks.mine();
  return feeds;
}

/** What the oracles send to answer a round of the aggregator. */
export const submissions = ({ name, aggregator }: Feed, round: bigint, answers: [oracle: Address, answer: bigint][]): ({ what: string } & Transaction)[] =>
  answers.map(([from, answer]) => ({
    what: `answer ${answer} in round ${round} of ${name}`, from, to: aggregator,
    data: encodeFunctionData({ ...submit, args: [round, answer] } as any),
  }));

export const proxyRoundId = (round: bigint): bigint => (FIRST_PHASE << 64n) | round;

export const pricingOf = (feeds: Feed[]): Pricing => ({
  Currency: "USD",
  Feeds: feeds.filter(({ quote }) => !quote).map(({ chain, token, proxy, maxAge }) => ({ Chain: chain, Token: token, Feed: proxy, MaxAge: maxAge })),
});
