import { getAddress, isAddress } from "viem";
import { readBundle } from "../src/bundle.ts";
import { readDeployment, writeJson } from "../src/deployment.ts";
import { readOptions, run, UserError } from "../src/options.ts";
import { signInKit } from "../src/protocol-kit.ts";

await run(async () => {
  const options = readOptions("kit-sign", "Lets an owner sign a ChainWatch bundle with Safe's own @safe-global/protocol-kit (eth_signTypedData_v4).", {
    bundle: { value: "FILE", help: "what chainwatch escrow export ID --format bundle wrote", required: true },
    rpc: { value: "URL", help: "the chain", required: true },
    "key-of": { value: "ADDRESS", help: "the owner who signs; a local test account", required: true },
    deployment: { value: "FILE", help: "what deploy.ts wrote", required: true },
    out: { value: "FILE", help: "where the bundle with the signature goes", required: true },
  });
  const owner = options["key-of"]!;
  if (!isAddress(owner)) throw new UserError(`--key-of must be an address, but is "${owner}"`);
  const bundle = readBundle(options.bundle!);
  writeJson(options.out!, await signInKit(bundle, readDeployment(options.deployment!), options.rpc!, getAddress(owner)));
  console.log(`${owner} signed ${bundle.safeTxHash}; ${options.out}`);
});
