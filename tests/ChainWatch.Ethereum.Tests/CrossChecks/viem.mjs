// Answers each line of JSON on standard input with a line of text: what viem, or the engine itself, makes of it.
// usage: node viem.mjs FOLDER_OF_NODE_MODULES
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const require = createRequire(join(process.argv[2], 'here.cjs'));
const { hashTypedData } = require('viem');
const { privateKeyToAccount } = require('viem/accounts');

const integers = ['gasPrice', 'maxFeePerGas', 'maxPriorityFeePerGas', 'maxFeePerBlobGas', 'gas', 'value'];

const answers = {
  typedData: ({ document }) => hashTypedData(document),
  transaction: ({ key, transaction }) => {
    for (const name of integers) {
      if (name in transaction) transaction[name] = BigInt(transaction[name]);
    }
    return privateKeyToAccount(key).signTransaction(transaction);
  },
  normalization: ({ text }) => '0x' + Buffer.from(text.normalize('NFKD'), 'utf8').toString('hex'),
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  try {
    console.log(await answers[question.kind](question));
  } catch (error) {
    console.log(`error: ${String(error.message).split('\n')[0]}`);
  }
}
