import { defineConfig } from "hardhat/config";
import plain from "./hardhat.config.ts";

// With the contracts of the full chain, which the plain one does not spend the time to compile.
export default defineConfig({ ...plain, paths: { sources: ["contracts", "full/contracts"] } });
