// The paths that wrangler asks, and what it is answered.
import {
  ACCOUNT_ID,
  addDatabase,
  addNamespace,
  type FakeAccount,
  type FakeWorker,
  query,
  upload,
} from "./account.ts";

export interface Asked {
  method: string;
  /** Without the account. */
  path: string;
  body: string;
}

export type Reply = { result: unknown } | { status: number; code: number; message: string };
type Route = [
  method: string,
  path: RegExp,
  reply: (account: FakeAccount, name: string, body: string) => Reply,
];

const refusal = (status: number, code: number, message: string): Reply => ({ status, code, message });
const always = (result: unknown) => (): Reply => ({ result });
const script = (rest: string) => new RegExp(`^/workers/scripts/([\\w-]+)${rest}$`);

/** For a Worker that is there. */
const ofWorker =
  (reply: (worker: FakeWorker, body: string) => unknown) =>
  ({ workers }: FakeAccount, name: string, body: string): Reply => {
    const worker = workers.get(name);
    if (worker === undefined) return refusal(404, 10007, "This Worker does not exist on your account.");
    return { result: reply(worker, body) ?? {} };
  };

const ofR2 =
  (reply: (account: FakeAccount, name: string, body: string) => Reply): Route[2] =>
  (account, name, body) =>
    account.hasR2
      ? reply(account, name, body)
      : refusal(403, 10042, "Please enable R2 through the Cloudflare Dashboard.");

const USER: Route[] = [
  ["GET", /^\/user\/tokens\/verify$/, always({ id: "token", status: "active" })],
  ["GET", /^\/user$/, always({ email: "operator@example.com" })],
  ["GET", /^\/accounts$/, always([{ id: ACCOUNT_ID, name: "Acme" }])],
  ["GET", /^\/memberships$/, always([{ id: "m", account: { id: ACCOUNT_ID, name: "Acme" } }])],
];

const SCRIPTS: Route[] = [
  [
    "GET",
    /^\/workers\/subdomain$/,
    ({ subdomain }) =>
      subdomain === null ? refusal(404, 10007, "No workers.dev subdomain.") : { result: { subdomain } },
  ],
  [
    "GET",
    /^\/workers\/services\/([\w-]+)$/,
    ofWorker(() => ({ default_environment: { script: { tag: "tag", last_deployed_from: "wrangler" } } })),
  ],
  ["GET", /^\/workers\/workers\/([\w-]+)$/, ofWorker(() => ({ subdomain: { enabled: true } }))],
  ["GET", script("/settings"), ofWorker(({ bindings }) => ({ bindings }))],
  ["POST", script("/assets-upload-session"), always({ jwt: "assets", buckets: [] })],
  [
    "PUT",
    script(""),
    (account, name, body) => {
      upload(account, name, body);
      return { result: { id: name, etag: "etag", deployment_id: "0".repeat(32), startup_time_ms: 1 } };
    },
  ],
  ["GET", script("/deployments"), always({ deployments: [] })],
  ["PATCH", script("/script-settings"), always({})],
  ["POST", script("/subdomain"), ofWorker(() => ({ enabled: true }))],
  [
    "PUT",
    script("/schedules"),
    ofWorker((worker, body) => {
      worker.crons = JSON.parse(body);
    }),
  ],
  [
    "GET",
    script("/secrets"),
    ofWorker(({ secrets }) => [...secrets.keys()].map((name) => ({ name, type: "secret_text" }))),
  ],
  [
    "PATCH",
    script("/secrets-bulk"),
    ofWorker(({ secrets }, body) => {
      const given: { name: string; text: string }[] = Object.values(JSON.parse(body).secrets);
      for (const { name, text } of given) secrets.set(name, text);
    }),
  ],
];

const STORES: Route[] = [
  [
    "GET",
    /^\/r2\/buckets$/,
    ofR2(({ buckets }) => ({ result: { buckets: buckets.map((name) => ({ name })) } })),
  ],
  [
    "GET",
    /^\/r2\/buckets\/([\w-]+)$/,
    ofR2(({ buckets }, name) =>
      buckets.includes(name) ? { result: { name } } : refusal(404, 10006, "The bucket does not exist."),
    ),
  ],
  [
    "POST",
    /^\/r2\/buckets$/,
    ofR2(({ buckets }, _, body) => {
      buckets.push(JSON.parse(body).name);
      return { result: {} };
    }),
  ],
  ["GET", /^\/storage\/kv\/namespaces$/, ({ namespaces }) => ({ result: namespaces })],
  [
    "POST",
    /^\/storage\/kv\/namespaces$/,
    (account, _, body) => {
      const { title } = JSON.parse(body);
      return account.namespaces.some((other) => other.title === title)
        ? refusal(400, 10014, "a namespace with this account ID and title already exists")
        : { result: addNamespace(account, title) };
    },
  ],
  [
    "GET",
    /^\/d1\/database$/,
    ({ databases }) => ({ result: databases.map(({ name, uuid }) => ({ name, uuid })) }),
  ],
  [
    "POST",
    /^\/d1\/database$/,
    (account, _, body) => ({ result: addDatabase(account, JSON.parse(body).name) }),
  ],
  [
    "GET",
    /^\/d1\/database\/([\w-]+)$/,
    ({ databases }, id) => {
      const found = databases.find(({ name, uuid }) => id === name || id === uuid);
      return found
        ? { result: { name: found.name, uuid: found.uuid } }
        : refusal(404, 7404, "The database was not found.");
    },
  ],
  [
    "POST",
    /^\/d1\/database\/([\w-]+)\/query$/,
    ({ databases }, id, body) => {
      const database = databases.find(({ uuid }) => id === uuid);
      if (database === undefined) return refusal(404, 7404, "The database was not found.");
      try {
        const results = query(database.sql, JSON.parse(body).sql);
        return { result: [{ success: true, results, meta: { duration: 1 } }] };
      } catch (error) {
        return refusal(400, 7500, error instanceof Error ? error.message : "");
      }
    },
  ],
];

export const ROUTES: Route[] = [...USER, ...SCRIPTS, ...STORES];
