import { readBundle } from "../src/bundle.ts";
import { readDeployment } from "../src/deployment.ts";
import { readOptions, run } from "../src/options.ts";
import { executeInKit } from "../src/protocol-kit.ts";

await run(async () => {
  const options = readOptions("kit-execute", "Lets Safe's own @safe-global/protocol-kit execute what a ChainWatch bundle holds, sent by the relayer. Prints the transaction's hash.", {
    bundle: { value: "FILE", help: "a bundle with enough signatures", required: true },
    rpc: { value: "URL", help: "the chain", required: true },
    deployment: { value: "FILE", help: "what deploy.ts wrote", required: true },
  });
  console.log(await executeInKit(readBundle(options.bundle!), readDeployment(options.deployment!), options.rpc!));
});
