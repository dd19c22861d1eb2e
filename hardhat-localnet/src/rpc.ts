import { UserError } from "./options.ts";

export interface Call { method: string; params: unknown[] }

/** JSON-RPC over HTTP, single or batched. A batch is answered in order, and the first error in it is thrown. */
export class Rpc {
  readonly url: string;
  #id = 0;

  constructor(url: string) {
    if (!/^https?:\/\/.+/.test(url)) throw new UserError(`"${url}" is not an http:// address of a node`);
    this.url = url;
  }

  async request<T = any>(method: string, ...params: unknown[]): Promise<T> {
    return (await this.batch([{ method, params }]))[0];
  }

  async batch(calls: Call[]): Promise<any[]> {
    if (calls.length === 0) return [];
    const body = calls.map((call) => ({ jsonrpc: "2.0", id: ++this.#id, ...call }));
    let response: Response;
    try {
      response = await fetch(this.url, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
      });
    } catch (error) {
      const reason = (error as any).cause?.code ?? (error as Error).message;
      throw new UserError(`No node answers at ${this.url} (${reason}). Start one: node scripts/chain.ts --port 8545`);
    }
    const answers = await response.json() as any[];
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    return body.map(({ id, method }) => {
      const answer = byId.get(id);
      if (answer?.error) throw new Error(`${method}: ${answer.error.message} (${answer.error.code})`);
      return answer?.result;
    });
  }
}
