import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";
import { ACCOUNTS, funded } from "./src/accounts.ts";

// The compilers come from npm: nothing is downloaded from a compiler list, so a build is the same offline.
const compiler = (packageName: string) => createRequire(import.meta.url).resolve(`${packageName}/soljson.js`);
const optimizer = { enabled: true, runs: 200 };

export default defineConfig({
  solidity: {
    compilers: [
      { version: "0.8.28", path: compiler("solc"), settings: { optimizer, evmVersion: "cancun" } },
      { version: "0.6.6", path: compiler("solc-0.6.6"), settings: { optimizer } },
    ],
    npmFilesToBuild: [
      "@chainlink/contracts/src/v0.6/FluxAggregator.sol",
      "@chainlink/contracts/src/v0.6/EACAggregatorProxy.sol",
      "@chainlink/contracts/src/v0.8/shared/token/ERC677/LinkToken.sol",
    ],
  },
  networks: {
    localnet: {
      type: "edr-simulated",
      chainType: "l1",
      chainId: 31337,
      accounts: funded(ACCOUNTS),
      initialDate: "2026-01-01T00:00:00Z",
      // A node answers a reverted transaction with its hash and a receipt of status 0, as public nodes do.
      throwOnTransactionFailures: false,
      // First come, first served: two runs of the same simulation build the same blocks.
      mining: { auto: true, mempool: { order: "fifo" } },
    },
  },
});
