// Encodes and decodes with viem what ViemTests hands over, so that two codecs which share no author are compared.
// Arguments: the node_modules folder that holds viem. Standard input: a JSON array of { types, values, encoded }, where
// integers and bytes are strings and tuples are arrays. Standard output: an array of { encoded, values } in the same shape.
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const { decodeAbiParameters, encodeAbiParameters, parseAbiParameters } = createRequire(join(process.argv[2], "from-here"))("viem");

function revive(parameter, value) {
  const array = /^(.*)\[\d*\]$/.exec(parameter.type);
  if (array) return value.map((item) => revive({ ...parameter, type: array[1] }, item));
  if (parameter.type === "tuple") return value.map((item, i) => revive(parameter.components[i], item));
  return /^u?int/.test(parameter.type) ? BigInt(value) : value;
}

function plain(parameter, value) {
  const array = /^(.*)\[\d*\]$/.exec(parameter.type);
  if (array) return value.map((item) => plain({ ...parameter, type: array[1] }, item));
  if (parameter.type === "tuple") return parameter.components.map((component, i) => plain(component, value[i]));
  if (/^u?int/.test(parameter.type)) return value.toString();
  return parameter.type === "address" ? value.toLowerCase() : value;
}

const answers = JSON.parse(await text(process.stdin)).map(({ types, values, encoded }) => {
  const parameters = parseAbiParameters(types.join(","));
  const decoded = decodeAbiParameters(parameters, encoded);
  return {
    encoded: encodeAbiParameters(parameters, values.map((value, i) => revive(parameters[i], value))),
    values: decoded.map((value, i) => plain(parameters[i], value)),
  };
});
process.stdout.write(JSON.stringify(answers));
