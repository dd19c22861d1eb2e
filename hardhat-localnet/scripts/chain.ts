import { createServer } from "node:net";
import { FULL_ACCOUNTS, funded } from "../src/accounts.ts";
import { readOptions, run, UserError, wholeNumber } from "../src/options.ts";

const HOST = "127.0.0.1";

await run(async () => {
  const options = readOptions("chain", "Starts one local chain in this process: HTTP and WebSocket on one port, until SIGTERM or Ctrl-C.", {
    port: { value: "P", help: "port on 127.0.0.1; 0 is a free one", default: "0" },
    "chain-id": { value: "C", help: "chain id", default: "31337" },
    "initial-date": { value: "ISO", help: "time of the genesis block", default: "2026-01-01T00:00:00Z" },
    interval: { value: "MS", help: "also mines a block every MS milliseconds, until deploy or simulate stop it (evm_setIntervalMining starts it again)" },
    full: { help: "takes contracts and transactions of any size, and has the accounts of the full set (see deploy.ts --full)" },
    "exit-with-stdin": { help: "ends when standard input closes, so that no chain outlives its parent" },
  });
  const port = wholeNumber("port", options.port!, 0, 65_535);
  const chainId = wholeNumber("chain-id", options["chain-id"]!, 1, Number.MAX_SAFE_INTEGER);
  const interval = options.interval === undefined ? 0 : wholeNumber("interval", options.interval, 1, 86_400_000);
  const initialDate = new Date(options["initial-date"]!);
  if (Number.isNaN(initialDate.getTime()))
    throw new UserError(`--initial-date must be a time like 2026-01-01T00:00:00Z, but is "${options["initial-date"]}"`);

  await mustBeFree(port);
  const { default: hre } = await import("hardhat");
  const server = await hre.network.createServer({
    network: "localnet",
    override: {
      chainId, initialDate,
      // Superfluid's own deployer is larger than a public chain would take, and so are its steps.
      ...(options.full !== undefined && { allowUnlimitedContractSize: true, transactionGasCap: false, blockGasLimit: 60_000_000, accounts: funded(FULL_ACCOUNTS) }),
      // Blocks less than a second apart must share a timestamp.
      ...(interval > 0 && { mining: { auto: true, interval, mempool: { order: "fifo" } }, allowBlocksWithSameTimestamp: interval < 1000 }),
    },
  }, HOST, port);
  const bound = await server.listen();

  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    // An open WebSocket must not keep the process alive.
    setTimeout(() => process.exit(0), 1500).unref();
    await server.close();
    process.exit(0);
  };
  process.on("SIGTERM", close);
  process.on("SIGINT", close);
  if (options["exit-with-stdin"]) process.stdin.on("end", close).on("error", close).resume();

  console.log(`READY http://${HOST}:${bound.port}`);
});

function mustBeFree(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => reject(new UserError(
      error.code === "EADDRINUSE" ? `Port ${port} on ${HOST} is in use. Stop what listens there, or choose another: --port ${port + 1}, or --port 0 for a free one`
        : `Port ${port} on ${HOST} cannot be opened: ${error.message}`)));
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}
