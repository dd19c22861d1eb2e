import assert from "node:assert/strict";
import { it } from "node:test";
import { toEventSelector } from "viem";
import { compiled } from "../src/artifacts.ts";
import { families } from "../src/families.ts";
import { freshChain } from "./chain.ts";

it("the look-alike emits the topics of the real contracts, and moves nothing", async () => {
  const { accounts: [stranger, owner, payer], deploy, send, read } = await freshChain();
  const lookAlike = await deploy("LookAlike");
  const token = await deploy("Stablecoin", [stranger]);
  const { logs } = await send(stranger!, lookAlike, "LookAlike", "pretend", [owner, payer, token, 1_000n]);

  const real = families();
  const topicOf = (family: string, event: string) =>
    toEventSelector(real[family]!.find((item) => item.type === "event" && item.name === event) as any);
  assert.deepEqual(logs.map(({ topics }) => topics[0]), [
    topicOf("payment-splitter", "PaymentReleased"), topicOf("payment-splitter", "ERC20PaymentReleased"),
    topicOf("erc2222-dividend", "FundsWithdrawn"), topicOf("distribution", "Claimed"), topicOf("erc20", "Transfer"),
    topicOf("erc4626-vault", "Deposit"), topicOf("erc4626-vault", "Withdraw"),
  ]);
  assert.ok(logs.every(({ address }) => address === lookAlike.toLowerCase()));
  assert.equal(await read(token, "Stablecoin", "balanceOf", [owner]), 0n);
  assert.ok(compiled("LookAlike").abi.every((item) => item.type !== "function" || item.name === "pretend"));
});
