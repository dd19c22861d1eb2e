import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeEventLog, encodeAbiParameters, keccak256, numberToHex, parseAbi, parseSignature, toEventSelector, zeroAddress } from "viem";
import type { Abi, Address } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { privateKeyOf } from "../src/accounts.ts";
import { compiled } from "../src/artifacts.ts";
import { freshChain } from "./chain.ts";

const NATIVE: Address = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE";
const whole = 10n ** 18n;

/** A chain on which contracts of full/contracts/ stand by file and name. */
async function chain() {
  const { accounts, wallet, deploy: deployPlain } = await freshChain();
  const [deployer, alice, bob, carol] = accounts as [Address, Address, Address, Address];
  const abiOf = (file: string, name?: string) => compiled(`full/${file}`, name).abi;
  const deploy = async (file: string, args: unknown[] = [], name?: string, value = 0n): Promise<Address> => {
    const hash = await wallet.deployContract({ account: deployer, ...compiled(`full/${file}`, name), args, value, chain: null } as any);
    return (await wallet.waitForTransactionReceipt({ hash })).contractAddress!;
  };
  const call = async (from: Address, to: Address, abi: Abi, functionName: string, args: unknown[] = [], value = 0n) => {
    const { request } = await wallet.simulateContract({ account: from, address: to, abi, functionName, args, value, chain: null } as any);
    return wallet.waitForTransactionReceipt({ hash: await wallet.writeContract(request as any) });
  };
  const read = (to: Address, abi: Abi, functionName: string, args: unknown[] = []): Promise<any> => wallet.readContract({ address: to, abi, functionName, args });
  const give = async (from: Address, to: Address, value: bigint) => wallet.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ account: from, to, value, chain: null } as any) });
  const ether = (of: Address) => wallet.getBalance({ address: of });
  const usdc = async () => {
    const token = await deployPlain("Stablecoin", [deployer]);
    const { abi } = compiled("Stablecoin");
    for (const holder of [deployer, alice, bob]) await call(deployer, token, abi, "mint", [holder, 10n ** 15n]);
    return token;
  };
  const later = async (seconds: number) => { await wallet.request({ method: "evm_increaseTime" as any, params: [seconds] as any }); await wallet.request({ method: "evm_mine" as any }); };
  return { deployer, alice, bob, carol, wallet, abiOf, deploy, call, read, give, ether, usdc, later };
}

const erc20 = parseAbi(["function transfer(address,uint256) returns (bool)", "function approve(address,uint256) returns (bool)", "function balanceOf(address) view returns (uint256)"]);
const event = ({ logs }: { logs: readonly any[] }, abi: Abi, name: string) => logs.flatMap((log) => {
  try {
    const decoded = decodeEventLog({ abi, topics: log.topics, data: log.data }) as any;
    return decoded.eventName === name ? [decoded.args] : [];
  } catch { return []; }
});

describe("SplitMain", () => {
  it("credits by distributing, after the distributor's fee, and pays ether and a token by one withdrawal", async () => {
    const { alice, bob, carol, abiOf, deploy, call, read, give, ether, usdc } = await chain();
    const [main, token, abi] = [await deploy("SplitMain", [], "SplitMain"), await usdc(), abiOf("SplitMain")];
    const terms = [[alice, bob], [300_000, 700_000], 10_000] as const;
    const [{ split }] = event(await call(carol, main, abi, "createSplit", [...terms, zeroAddress]), abi, "CreateSplit");
    await give(bob, split, 1_000_003n);
    await call(bob, token, erc20, "transfer", [split, 1_000_001n]);
    const [distributed] = event(await call(carol, main, abi, "distributeETH", [split, ...terms, carol]), abi, "DistributeETH");
    await call(carol, main, abi, "distributeERC20", [split, token, ...terms, carol]);
    assert.equal(distributed.amount, 1_000_003n);
    assert.deepEqual([await read(main, abi, "getETHBalance", [alice]), await read(main, abi, "getERC20Balance", [alice, token])], [297_000n, 297_000n]);
    const [before, coins] = [await ether(alice), await read(token, erc20, "balanceOf", [alice])];
    const [withdrawal] = event(await call(carol, main, abi, "withdraw", [alice, 1n, [token]]), abi, "Withdrawal");
    // One base unit of each stays.
    assert.deepEqual([withdrawal.ethAmount, withdrawal.tokenAmounts], [296_999n, [296_999n]]);
    assert.deepEqual([await ether(alice) - before, await read(token, erc20, "balanceOf", [alice]) - coins], [296_999n, 296_999n]);
    await assert.rejects(call(carol, main, abi, "distributeETH", [split, [alice, carol], [300_000, 700_000], 10_000, carol]), /InvalidSplit/);
  });
});

describe("A split of the second version", () => {
  for (const [name, pushes] of [["PushSplit", true], ["PullSplit", false]] as const)
    it(`${name} ${pushes ? "pays" : "credits"} when it is distributed`, async () => {
      const { deployer, alice, bob, carol, abiOf, deploy, call, read, give, ether, usdc } = await chain();
      const [warehouse, token] = [await deploy("SplitsWarehouse"), await usdc()], house = abiOf("SplitsWarehouse"), abi = abiOf("SplitWallets", name);
      const terms = { recipients: [alice, bob], allocations: [1n, 2n], totalAllocation: 3n, distributionIncentive: 1_000 };
      const split = await deploy("SplitWallets", [warehouse, deployer, terms], name);
      await give(bob, split, 3_000_001n);
      await call(bob, token, erc20, "transfer", [split, 3_000n]);
      const [before, coins, rewarded] = [await ether(alice), await read(token, erc20, "balanceOf", [alice]), await read(token, erc20, "balanceOf", [carol])];
      const [distributed] = event(await call(carol, split, abi, "distribute", [terms, NATIVE, carol]), abi, "SplitDistributed");
      await call(carol, split, abi, "distribute", [terms, token, carol]);
      // The amount before the reward; one base unit stays.
      assert.equal(distributed.amount, 3_000_000n);
      assert.deepEqual([await ether(split), await read(token, erc20, "balanceOf", [split])], [1n, 1n]);
      const now = [await ether(alice) - before, await read(token, erc20, "balanceOf", [alice]) - coins];
      const credited = [await read(warehouse, house, "balanceOf", [alice, BigInt(NATIVE)]), await read(warehouse, house, "balanceOf", [alice, BigInt(token)])];
      assert.deepEqual(pushes ? now : credited, [999_000n, 999n]);
      assert.deepEqual(pushes ? credited : now, [0n, 0n]);
      assert.equal(pushes ? await read(token, erc20, "balanceOf", [carol]) - rewarded : await read(warehouse, house, "balanceOf", [carol, BigInt(token)]), 2n);
    });

  it("a PushSplit takes what the warehouse holds for it, and leaves there the ether that a recipient does not take", async () => {
    const { deployer, alice, bob, carol, abiOf, deploy, call, read, ether, usdc } = await chain();
    const [warehouse, token] = [await deploy("SplitsWarehouse"), await usdc()], house = abiOf("SplitsWarehouse"), abi = abiOf("SplitWallets", "PushSplit");
    const terms = { recipients: [alice, token], allocations: [1n, 1n], totalAllocation: 2n, distributionIncentive: 10_000 };
    const split = await deploy("SplitWallets", [warehouse, deployer, terms], "PushSplit");
    await call(bob, warehouse, house, "deposit", [split, NATIVE, 10_001n], 10_001n);
    const before = await ether(alice);
    const [distributed] = event(await call(carol, split, abi, "distribute", [terms, NATIVE, 10_000n, true, carol]), abi, "SplitDistributed");
    assert.equal(distributed.amount, 10_000n);
    assert.deepEqual([await ether(alice) - before, await read(warehouse, house, "balanceOf", [token, BigInt(NATIVE)]), await ether(split)], [4_950n, 4_950n, 0n]);
  });

  it("the warehouse pays what arrives and the reward, and says so with the topic of ERC-4626's Withdraw", async () => {
    const { alice, bob, carol, abiOf, deploy, call, ether } = await chain();
    const warehouse = await deploy("SplitsWarehouse"), abi = abiOf("SplitsWarehouse");
    await call(bob, warehouse, abi, "deposit", [alice, NATIVE, 1_000_000n], 1_000_000n);
    await call(alice, warehouse, abi, "setWithdrawConfig", [{ incentive: 20_000, paused: false }]);
    const before = await ether(alice);
    const receipt = await call(bob, warehouse, abi, "withdraw", [alice, [NATIVE], [500_000n], carol]);
    assert.deepEqual(event(receipt, abi, "Withdraw"), [{ owner: alice, token: NATIVE, withdrawer: carol, amount: 490_000n, reward: 10_000n }]);
    assert.equal(await ether(alice) - before, 490_000n);
    assert.ok(receipt.logs.some(({ topics }) => topics[0] === toEventSelector("Withdraw(address,address,address,uint256,uint256)")));
    await call(alice, warehouse, abi, "setWithdrawConfig", [{ incentive: 0, paused: true }]);
    await assert.rejects(call(bob, warehouse, abi, "withdraw", [alice, NATIVE]), /WithdrawalPaused/);
  });
});

describe("Comet", () => {
  it("grows by the second without an event, pays what it owes, and its rewards", async () => {
    const { deployer, alice, carol, abiOf, deploy, call, read, usdc, later } = await chain();
    const token = await usdc(), reward = await deploy("PlainToken", ["Reward", "RWD", deployer]);
    const [comet, rewards] = [await deploy("Comet", [token, 6, 10n ** 10n], "Comet"), await deploy("Comet", [reward, whole], "CometRewards")];
    const abi = abiOf("Comet", "Comet");
    await call(deployer, token, erc20, "transfer", [comet, 10n ** 12n]);
    await call(deployer, reward, erc20, "transfer", [rewards, 10n ** 26n]);
    await call(alice, token, erc20, "approve", [comet, 10n ** 12n]);
    const supplied = await call(alice, comet, abi, "supply", [token, 10n ** 12n]);
    assert.deepEqual(event(supplied, abi, "Supply"), [{ from: alice, dst: alice, amount: 10n ** 12n }]);
    await later(86_400 * 100);
    const held = await read(comet, abi, "balanceOf", [alice]);
    assert.ok(held > 1_086_000_000_000n && held < 1_087_000_000_000n, `${held}`);
    const before = await read(token, erc20, "balanceOf", [alice]);
    const receipt = await call(alice, comet, abi, "withdraw", [token, 2n ** 256n - 1n]);
    const [{ amount }] = event(receipt, abi, "Withdraw");
    assert.equal(await read(token, erc20, "balanceOf", [alice]) - before, amount);
    assert.ok(amount >= held && await read(comet, abi, "balanceOf", [alice]) === 0n);
    const [claimed] = event(await call(carol, rewards, abiOf("Comet", "CometRewards"), "claim", [comet, alice, true]), abiOf("Comet", "CometRewards"), "RewardClaimed");
    assert.equal(claimed.amount, await read(reward, erc20, "balanceOf", [alice]));
    await assert.rejects(call(alice, comet, abi, "withdraw", [token, 1n]), /NotCollateralized/);
  });
});

describe("StakedEther", () => {
  it("is worth more or less after a report, without a Transfer to the holder", async () => {
    const { deployer, alice, bob, carol, abiOf, deploy, call, read } = await chain();
    const steth = await deploy("StakedEther", [deployer, carol], undefined, 100n * whole), abi = abiOf("StakedEther");
    await call(alice, steth, abi, "submit", [zeroAddress], 10n * whole);
    const gain = await call(deployer, steth, abi, "report", [0n], whole);
    assert.equal(event(gain, abi, "TokenRebased").length, 1);
    assert.ok(event(gain, abi, "Transfer").every(({ to }: any) => to === carol));
    const held = await read(steth, abi, "balanceOf", [alice]);
    assert.equal(held, (10n * whole * (await read(steth, abi, "getTotalPooledEther"))) / await read(steth, abi, "getTotalShares"));
    assert.ok(held > 10n * whole);
    const moved = await call(alice, steth, abi, "transfer", [bob, whole]);
    assert.equal(event(moved, abi, "Transfer")[0].value, whole);
    assert.equal(event(moved, abi, "TransferShares")[0].sharesValue, await read(steth, abi, "sharesOf", [bob]));
    const before = await read(steth, abi, "balanceOf", [bob]);
    await call(deployer, steth, abi, "report", [5n * whole]);
    assert.ok(await read(steth, abi, "balanceOf", [bob]) < before);
  });
});

describe("Dividends", () => {
  it("of ERC-1726 are paid in ether", async () => {
    const { deployer, alice, bob, abiOf, deploy, call, read, ether } = await chain();
    const token = await deploy("DividendToken", [[alice, bob], [1n, 3n]]), abi = abiOf("DividendToken");
    await call(deployer, token, abi, "distributeDividends", [], 1_000n);
    const before = await ether(alice), receipt = await call(alice, token, abi, "withdrawDividend");
    assert.deepEqual(event(receipt, abi, "DividendWithdrawn"), [{ to: alice, weiAmount: 250n }]);
    assert.equal(await ether(alice) - before + receipt.gasUsed * receipt.effectiveGasPrice, 250n);
    assert.equal(await read(token, abi, "withdrawableDividendOf", [alice]), 0n);
  });

  it("of a loan pool tell what was withdrawn in all (Maple's form of ERC-2222)", async () => {
    const { deployer, alice, bob, abiOf, deploy, call, read, usdc } = await chain();
    const token = await usdc(), pool = await deploy("LoanPoolShares", [token, [alice, bob], [1n, 3n]]), abi = abiOf("LoanPoolShares");
    await call(deployer, token, erc20, "approve", [pool, 10_000n]);
    for (const [funds, total] of [[1_000n, 250n], [500n, 375n]] as const) {
      await call(deployer, pool, abi, "distributeFunds", [funds]);
      const before = await read(token, erc20, "balanceOf", [alice]);
      assert.deepEqual(event(await call(alice, pool, abi, "withdrawFunds"), abi, "FundsWithdrawn"), [{ by: alice, fundsWithdrawn: funds / 4n, totalWithdrawn: total }]);
      assert.equal(await read(token, erc20, "balanceOf", [alice]) - before, funds / 4n);
    }
  });
});

describe("CreditVault", () => {
  it("is entered and left by request; the price is that of the day when the manager fulfils it", async () => {
    const { deployer, alice, abiOf, deploy, call, read, usdc } = await chain();
    const token = await usdc(), vault = await deploy("CreditVault", [token, deployer]), abi = abiOf("CreditVault");
    for (const holder of [alice, deployer]) await call(holder, token, erc20, "approve", [vault, 10n ** 12n]);
    const request = event(await call(alice, vault, abi, "requestDeposit", [1_000_000n, alice, alice]), abi, "DepositRequest");
    assert.deepEqual(request, [{ controller: alice, owner: alice, requestId: 0n, sender: alice, assets: 1_000_000n }]);
    assert.deepEqual([await read(vault, abi, "pendingDepositRequest", [0n, alice]), await read(vault, abi, "totalAssets")], [1_000_000n, 0n]);
    await call(deployer, vault, abi, "fulfil", [alice]);
    assert.deepEqual(event(await call(alice, vault, abi, "deposit", [1_000_000n, alice, alice]), abi, "Deposit"), [{ sender: alice, owner: alice, assets: 1_000_000n, shares: 1_000_000n }]);
    await call(deployer, vault, abi, "adjust", [100_000n, 0n]);
    await call(alice, vault, abi, "requestRedeem", [500_000n, alice, alice]);
    await call(deployer, vault, abi, "fulfil", [alice]);
    await call(deployer, vault, abi, "adjust", [0n, 50_000n]);
    const before = await read(token, erc20, "balanceOf", [alice]);
    const claim = event(await call(alice, vault, abi, "redeem", [500_000n, alice, alice]), abi, "Withdraw");
    assert.deepEqual(claim, [{ sender: alice, receiver: alice, owner: alice, assets: 550_000n, shares: 500_000n }]);
    assert.equal(await read(token, erc20, "balanceOf", [alice]) - before, 550_000n);
    assert.equal(await read(vault, abi, "convertToAssets", [500_000n]), 500_000n);
    await assert.rejects(read(vault, abi, "previewRedeem", [1n]), /Asynchronous/);
    await assert.rejects(call(deployer, vault, abi, "requestDeposit", [1n, alice, alice]), /NotAllowed/);
  });
});

describe("Tokens of every temper", () => {
  it("a dollar is sent by a signature once (EIP-3009)", async () => {
    const { deployer, alice, bob, carol, wallet, abiOf, deploy, call, read } = await chain();
    const token = await deploy("AuthorizedDollar", [deployer]), abi = abiOf("AuthorizedDollar");
    await call(deployer, token, abi, "mint", [alice, 100n]);
    const message = { from: alice, to: bob, value: 40n, validAfter: 0n, validBefore: 2n ** 40n, nonce: keccak256("0x01") };
    const names = ["from", "to", "value", "validAfter", "validBefore", "nonce"], kinds = ["address", "address", "uint256", "uint256", "uint256", "bytes32"];
    const signer = privateKeyToAccount(privateKeyOf((await wallet.getAddresses())[1]!));
    const { v, r, s } = parseSignature(await signer.signTypedData({
      domain: { name: "USD Coin (local)", version: "2", chainId: await wallet.getChainId(), verifyingContract: token },
      types: { TransferWithAuthorization: names.map((name, i) => ({ name, type: kinds[i]! })) }, primaryType: "TransferWithAuthorization", message } as any));
    const args = [...Object.values(message), Number(v), r, s];
    assert.deepEqual(event(await call(carol, token, abi, "transferWithAuthorization", args), abi, "AuthorizationUsed"), [{ authorizer: alice, nonce: message.nonce }]);
    assert.equal(await read(token, erc20, "balanceOf", [bob]), 40n);
    await assert.rejects(call(carol, token, abi, "transferWithAuthorization", args), /AuthorizationNotValid/);
  });

  for (const honest of [true, false])
    it(`a fee token that ${honest ? "tells" : "hides"} its fee`, async () => {
      const { alice, bob, abiOf, deploy, call, read } = await chain();
      const token = await deploy("OddTokens", [honest, alice], "FeeToken"), abi = abiOf("OddTokens", "FeeToken");
      const told = event(await call(alice, token, abi, "transfer", [bob, 1_000n]), abi, "Transfer").filter(({ to }: any) => to === bob);
      assert.deepEqual([told[0].value, await read(token, abi, "balanceOf", [bob])], [honest ? 980n : 1_000n, 980n]);
    });

  it("an elastic token changes every balance without a Transfer", async () => {
    const { deployer, alice, bob, abiOf, deploy, call, read } = await chain();
    const token = await deploy("OddTokens", [alice], "RebasingToken"), abi = abiOf("OddTokens", "RebasingToken");
    await call(alice, token, abi, "transfer", [bob, 1_000_000n]);
    assert.equal(event(await call(deployer, token, abi, "rebase", [11_000n]), abi, "Transfer").length, 0);
    assert.equal(await read(token, abi, "balanceOf", [bob]), 1_100_000n);
  });

  it("a token says other decimals than yesterday", async () => {
    const { alice, abiOf, deploy, call, read } = await chain();
    const token = await deploy("OddTokens", [alice], "ShiftingDecimals"), abi = abiOf("OddTokens", "ShiftingDecimals");
    await call(alice, token, abi, "say", [6]);
    assert.equal(await read(token, abi, "decimals"), 6);
  });

  it("a hybrid tells of an amount and of a number by the same topic, and of the number by a fourth one", async () => {
    const { alice, bob, abiOf, deploy, call, read } = await chain();
    const token = await deploy("OddTokens", [alice], "HybridToken"), abi = abiOf("OddTokens", "HybridToken");
    const { logs } = await call(alice, token, abi, "transfer", [bob, whole]);
    assert.deepEqual(logs.map(({ topics, data }) => [topics[0] === logs[0]!.topics[0], topics.length, data.length]), [[true, 3, 66], [true, 4, 2]]);
    await call(alice, token, abi, "give", [bob]);
    assert.equal(await read(token, abi, "balanceOf", [bob]), whole);
  });

  it("EtherDelta's Deposit at a vault has ERC-4626's topic, one topic and 128 bytes, and no share", async () => {
    const { alice, abiOf, deploy, call, read, usdc } = await chain();
    const vault = await deploy("ExchangeVault", [await usdc()]), abi = abiOf("ExchangeVault");
    const { logs: [log] } = await call(alice, vault, abi, "depositEther", [], 5n);
    assert.deepEqual(log!.topics, [toEventSelector("Deposit(address,address,uint256,uint256)")]);
    assert.equal(log!.data, encodeAbiParameters([{ type: "address" }, { type: "address" }, { type: "uint256" }, { type: "uint256" }], [zeroAddress, alice, 5n, 5n]));
    assert.equal(await read(vault, abi, "balanceOf", [alice]), 0n);
  });
});

describe("Payers", () => {
  it("a payroll pays ether out of a contract, and one that fails pays nothing", async () => {
    const { alice, bob, abiOf, deploy, call, give, ether } = await chain();
    const payroll = await deploy("Payroll"), abi = abiOf("Payroll");
    await give(alice, payroll, 1_000n);
    const before = await ether(bob);
    await call(alice, payroll, abi, "pay", [[bob], [300n]]);
    await call(alice, payroll, abi, "pretend", [bob, 300n]);
    assert.equal(await ether(bob) - before, 300n);
  });

  it("an invoice is paid with its fee and its reference (Request Network)", async () => {
    const { alice, bob, carol, abiOf, deploy, call, read, usdc } = await chain();
    const token = await usdc(), proxy = await deploy("InvoiceProxy"), abi = abiOf("InvoiceProxy");
    await call(alice, token, erc20, "approve", [proxy, 1_000n]);
    const before = await read(token, erc20, "balanceOf", [bob]);
    const receipt = await call(alice, proxy, abi, "transferFromWithReferenceAndFee", [token, bob, 900n, numberToHex(7, { size: 8 }), 100n, carol]);
    const log = receipt.logs.at(-1)!;
    assert.deepEqual(log.topics, [toEventSelector("TransferWithReferenceAndFee(address,address,uint256,bytes,uint256,address)"), keccak256(numberToHex(7, { size: 8 }))]);
    assert.equal(await read(token, erc20, "balanceOf", [bob]) - before, 900n);
  });

  it("the look-alikes of the full set move nothing", async () => {
    const { alice, bob, carol, abiOf, deploy, call, ether, usdc, read } = await chain();
    const token = await usdc(), lookAlike = await deploy("LookAlikes", [], "FullLookAlike"), fake = await deploy("LookAlikes", [alice], "FakeDollar");
    const before = [await ether(bob), await read(token, erc20, "balanceOf", [bob])];
    const { logs } = await call(alice, lookAlike, abiOf("LookAlikes", "FullLookAlike"), "pretend", [bob, carol, token, carol, 1_000n]);
    await call(alice, fake, abiOf("LookAlikes", "FakeDollar"), "announce", [carol, bob, 1_000n]);
    assert.deepEqual([await ether(bob), await read(token, erc20, "balanceOf", [bob])], before);
    assert.equal(await read(fake, erc20, "balanceOf", [bob]), 0n);
    assert.equal(logs.length, 14);
  });
});
