import { splitters, readDeployment, TREASURY_CAPITAL, warehouseHoldings, writeJson } from "../src/deployment.ts";
import { compiled } from "../src/artifacts.ts";
import { ACCOUNTS, FULL_ACCOUNTS } from "../src/accounts.ts";
import { Blocks } from "../src/blocks.ts";
import type { FullLife } from "../src/full/life.ts";
import { readOptions, run, UserError, wholeNumber } from "../src/options.ts";
import { Random } from "../src/random.ts";
import { Rpc } from "../src/rpc.ts";
import { TreasurySafe } from "../src/safe.ts";
import { daysOf, isoTime, timestampsOf } from "../src/simulation/calendar.ts";
import { CollectingDays } from "../src/simulation/collecting.ts";
import type { Act, Activity } from "../src/simulation/day.ts";
import { MachineDividends } from "../src/simulation/machines.ts";
import { LookAlikes } from "../src/simulation/noise.ts";
import { Prices } from "../src/simulation/prices.ts";
import { Royalties } from "../src/simulation/royalties.ts";
import { StudioPayments } from "../src/simulation/studio.ts";
import { VaultGains } from "../src/simulation/vault.ts";
import { WarehouseDividends } from "../src/simulation/warehouse.ts";
import { World } from "../src/simulation/world.ts";
import type { Payment } from "../src/simulation/world.ts";

/** Blocks mined after the last day, so that every payment is deeper than the usual twelve confirmations. */
const BLOCKS_AFTERWARDS = 16;

await run(async () => {
  const options = readOptions("simulate", "Lives through months of income and noise on the deployed contracts, and writes down what must be recorded of it.", {
    rpc: { value: "URL", help: "the chain", required: true },
    deployment: { value: "FILE", help: "what deploy.ts wrote", required: true },
    out: { value: "FILE", help: "where the expected income goes", required: true },
    months: { value: "N", help: "calendar months", default: "6" },
    seed: { value: "S", help: "the same seed gives the same payments", default: "1" },
    "blocks-per-day": { value: "K", help: "blocks per simulated day, after the one in which the price feeds answer", default: "2" },
    full: { help: "also lives on every contract family (see deploy.ts --full)" },
  });
  const months = wholeNumber("months", options.months!, 1, 240);
  const seed = wholeNumber("seed", options.seed!, 0, 4_294_967_295);
  const blocksPerDay = wholeNumber("blocks-per-day", options["blocks-per-day"]!, 1, 1000);
  const deployment = readDeployment(options.deployment!);
  if (options.full && !deployment.full) throw new UserError(`--full: ${options.deployment} was written without it. Deploy again: node scripts/deploy.ts --full`);

  const blocks = await Blocks.takeOver(new Rpc(options.rpc!), options.full ? FULL_ACCOUNTS : ACCOUNTS);
  try {
    const world = await open(blocks, deployment, seed);
    // Loaded only here: the plain chain does without the packages of the full one.
    const full = options.full ? await (await import("../src/full/life.ts")).FullLife.open(world, deployment.full!, seed) : undefined;
    const result = await live(world, months, blocksPerDay, full);
    writeJson(options.out!, { seed, months, blocksPerDay, chainId: blocks.chainId, treasury: world.treasury, ...result });
    console.log(`simulated ${months} months: ${result.payments.length} payments, ${result.movements.length} vault movements, ` +
      `${result.noise.length} that are no income, head block ${result.headBlock}; ${options.out}`);
  } finally {
    await blocks.release();
  }
});

async function open(blocks: Blocks, deployment: ReturnType<typeof readDeployment>, seed: number): Promise<World> {
  if (blocks.chainId !== deployment.chainId)
    throw new UserError(`The deployment is of chain ${deployment.chainId}, but ${blocks.rpc.url} is chain ${blocks.chainId}`);
  const { treasury, owners, multiSendCallOnly } = deployment.safe;
  if (await blocks.rpc.request("eth_getCode", treasury, "latest") === "0x")
    throw new UserError(`There is no Safe at ${treasury}: the chain is not the one of this deployment. Deploy again: node scripts/deploy.ts --rpc ${blocks.rpc.url}`);
  const safe = await TreasurySafe.open(blocks, treasury, deployment.accounts.relayer, owners.slice(0, deployment.safe.threshold), multiSendCallOnly);
  if (safe.nonce !== 0)
    throw new UserError(`The treasury has executed ${safe.nonce} transactions already; a simulation needs a fresh deployment: node scripts/deploy.ts --rpc ${blocks.rpc.url}`);
  const prices = await Prices.open(blocks, deployment.feeds, seed);
  return new World(blocks, deployment, safe, new Random(seed), prices,
    { native: 0n, usdc: TREASURY_CAPITAL, vaultShares: 0n, warehouseShares: warehouseHoldings.treasury });
}

async function live(world: World, months: number, blocksPerDay: number, full?: FullLife) {
  const { blocks, random, prices, deployment: { accounts } } = world;
  const album = new Royalties(world, "album-royalties", accounts.royaltyPayers, splitters.albumRoyalties, 10);
  const film = new Royalties(world, "film-royalties", [accounts.royaltyPayers[1]!], splitters.filmRoyalties, 5);
  const warehouse = new WarehouseDividends(world);
  const machines = new MachineDividends(world);
  const vault = new VaultGains(world);
  const collecting = new CollectingDays(world, [album, film, warehouse, machines]);
  const activities: Activity[] = [album, film, warehouse, machines, vault, new StudioPayments(world), new LookAlikes(world), collecting];

  const days = daysOf(blocks.timestamp, months);
  const empty: number[] = [];
  for (const day of days) {
    await blocks.mineEmpty(empty.splice(0));
    await prices.answer(day);
    const timestamps = timestampsOf(day, blocksPerDay, (below) => random.below(below));
    const slots: Act[][] = timestamps.map(() => []);
    for (const activity of activities)
      for (const act of activity.actsOn(day)) slots[random.below(blocksPerDay)]!.push(act);
    for (const [slot, acts] of slots.entries()) {
      // An act sees the chain as it is in its own block, so the empty ones before it come first.
      if (acts.length > 0) await blocks.mineEmpty(empty.splice(0));
      for (const act of acts) await act();
      if (world.busy) await world.closeBlock(timestamps[slot]!);
      else empty.push(timestamps[slot]!);
    }
    if (!full) continue;
    await blocks.mineEmpty(empty.splice(0));
    await full.live(day);
  }
  const last = days.at(-1)!.midnight + 86_400;
  await blocks.mineEmpty([...empty, ...Array.from({ length: BLOCKS_AFTERWARDS }, (_, i) => last + 12 * i)]);

  const { position } = vault;
  const marketValue = vault.accounts.assetsFor(position.shares);
  await confirm(world, vault, marketValue);
  const payments = [...world.payments, ...(full?.payments ?? [])];
  await prices.confirm(payments.filter((payment): payment is Payment => payment.price !== undefined));
  const head = await blocks.rpc.request("eth_getBlockByNumber", "latest", false);
  return {
    startedAt: isoTime(days[0]!.midnight), endedAt: isoTime(Number(head.timestamp)), headBlock: Number(head.number), headHash: head.hash,
    payments: inOrder(payments), movements: inOrder([...world.movements, ...(full?.book.movements ?? [])]),
    positions: [{ source: "usdc-vault", shares: position.shares, costBasis: position.cost, marketValue, unrealizedGain: marketValue - position.cost },
      ...(await full?.positions() ?? [])],
    moved: world.moved, distributions: machines.distributions, noise: [...world.noise, ...(full?.book.noise ?? [])], totals: totals(payments),
    holdings: { native: world.holdings.native, usdc: world.holdings.usdc },
    ...(await full?.result()),
  };
}

/** The vault's own word on what the position is worth. */
async function confirm(world: World, vault: VaultGains, marketValue: bigint): Promise<void> {
  const onChain = await world.blocks.read<bigint>(world.deployment.contracts.vault.address, compiled("YieldVault").abi, "previewRedeem", [vault.position.shares]);
  if (onChain !== marketValue) throw new Error(`the vault values the position at ${onChain}, but ${marketValue} was computed`);
}

type Paid = Pick<Payment, "token" | "symbol" | "decimals" | "baseUnits">;

function totals(payments: Paid[]) {
  const byToken = new Map<string, { token: string; symbol: string; decimals: number; count: number; baseUnits: bigint }>();
  for (const { token, symbol, decimals, baseUnits } of payments) {
    const total = byToken.get(token) ?? { token, symbol, decimals, count: 0, baseUnits: 0n };
    byToken.set(token, { ...total, count: total.count + 1, baseUnits: total.baseUnits + baseUnits });
  }
  return [...byToken.values()];
}

function inOrder<T extends { blockNumber: number; logIndex: number }>(entries: T[]): T[] {
  return entries.toSorted((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
}
