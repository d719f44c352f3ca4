// The part of Node's SQLite that the played disk uses: these tests are typed as the Worker is, where Node's own types do not fit in.
declare module "node:sqlite" {
  type Bound = null | number | string | Uint8Array;

  interface Statement {
    columns(): object[];
    run(...values: Bound[]): { changes: number | bigint };
    all(...values: Bound[]): object[];
  }

  export class DatabaseSync {
    constructor(path: string);
    exec(query: string): void;
    prepare(query: string): Statement;
  }
}
