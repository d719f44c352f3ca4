// The little that the baselines use of two modules whose types are not installed, or not for Node.

declare module "cloudflare:workers" {
  export class DurableObject {
    constructor(ctx: unknown, env: unknown);
    protected readonly ctx: {
      storage: { sql: { exec(statement: string, ...values: string[]): unknown } };
    };
  }
}

declare module "express" {
  import type { IncomingMessage, Server, ServerResponse } from "node:http";

  type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => unknown;

  interface Application {
    use(handler: Handler): void;
    post(path: string, handler: Handler): void;
    listen(port: number, host: string, started: () => void): Server;
  }

  function express(): Application;
  namespace express {
    function json(): Handler;
  }
  export default express;
}
