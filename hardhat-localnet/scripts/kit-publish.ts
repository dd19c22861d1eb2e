import { deleteFrom, publishInKit } from "../src/api-kit.ts";
import { readBundle } from "../src/bundle.ts";
import { readDeployment } from "../src/deployment.ts";
import { readOptions, run, wholeNumber } from "../src/options.ts";

await run(async () => {
  const options = readOptions("kit-publish", "Publishes a ChainWatch bundle on a Safe Transaction Service with Safe's own @safe-global/api-kit.", {
    bundle: { value: "FILE", help: "what chainwatch escrow export ID --format bundle wrote", required: true },
    rpc: { value: "URL", help: "the chain", required: true },
    deployment: { value: "FILE", help: "what deploy.ts wrote", required: true },
    service: { value: "URL", help: "the service, without api; ends with /", required: true },
    "delete-at": { value: "HOUR", help: "then delete it again, signed for this hour (seconds since 1970 / 3600)" },
  });
  const bundle = readBundle(options.bundle!);
  const proposer = await publishInKit(bundle, readDeployment(options.deployment!), options.rpc!, options.service!);
  console.log(`published ${bundle.safeTxHash} as ${proposer}`);
  const hour = options["delete-at"];
  if (hour !== undefined) await deleteFrom(options.service!, bundle, proposer, wholeNumber("delete-at", hour, 0, Number.MAX_SAFE_INTEGER));
});
