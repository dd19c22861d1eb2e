import { createCipheriv, randomBytes, randomUUID, scryptSync } from "node:crypto";
import { concat, hexToBytes, keccak256 } from "viem";
import type { Hex } from "viem";
import { privateKeyToAddress } from "viem/accounts";

/** So weak that opening a key takes milliseconds: right for keys that everybody knows, and for no others. */
const SCRYPT = { n: 4096, r: 8, p: 1 };
const bare = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** A private key as Web3 Secret Storage, version 3: scrypt and AES-128-CTR. */
export function keystore(privateKey: Hex, passphrase: string) {
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const derived = scryptSync(passphrase.normalize("NFKC"), salt, 32, { N: SCRYPT.n, r: SCRYPT.r, p: SCRYPT.p });
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(hexToBytes(privateKey)), cipher.final()]);
  return {
    version: 3,
    id: randomUUID(),
    address: privateKeyToAddress(privateKey).slice(2).toLowerCase(),
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: bare(iv) },
      ciphertext: bare(ciphertext),
      kdf: "scrypt",
      kdfparams: { dklen: 32, salt: bare(salt), ...SCRYPT },
      mac: keccak256(concat([derived.subarray(16, 32), ciphertext])).slice(2),
    },
  };
}
