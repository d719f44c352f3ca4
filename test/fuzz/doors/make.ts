// Makes one request after the other: a door of the description, or a place beside it, and what is said there changed.
import { DINGTALK_TEST_APP } from "../../support/dingtalk-delivery.ts";
import { FEISHU_TEST_APP } from "../../support/feishu-delivery.ts";
import { encode } from "../engine/bytes.ts";
import { mutate, tokensOf } from "../engine/mutate.ts";
import type { Random } from "../engine/random.ts";
import type { DoorRequest } from "./request.ts";
import { bodiesOf, type Route, routesOf } from "./routes.ts";

export interface Credentials {
  key: string;
  admin: string;
}

/** What callers may know: names that exist, and others. */
const VALUES: Record<string, readonly string[]> = {
  session_id: ["fuzz-1", "s-1", "nobody"],
  token: ["abc", "WyJkIl0.00"],
  id: ["handbook", "2026-11-25T19-00-00-000Z", "m", "fuzz"],
  name: ["hr", "fuzz", "HR"],
  version: ["1", "2", "0"],
  key: ["models/fuzz.bin", "knowledge/fuzz/a.md", "logs/app/2026-11-25/a.ndjson.gz", "backups/x"],
  limit: ["1", "200", "0", "1e9"],
  cursor: ["WyJ4Il0", "bm8"],
  q: ["hello", "年假", '"', "a*"],
  from: ["2026-01-31", "2026-01-31T08:00:00Z", "2026-02-30", "-271821-04-20"],
  to: ["2026-01-31", "9999-12-31"],
  channel: ["web", "feishu", "none"],
  status: ["ok", "x"],
  format: ["ndjson", "csv", "pdf"],
  state: ["pending", "dead"],
  kind: ["app", "access"],
  level: ["warn", "x"],
  prefix: ["models/", "mod", "/"],
  delimiter: ["/", "|"],
  tags: ["a,b", ","],
  url: ["https://a.example/", "javascript:1"],
  title: ["T", ""],
  upload_id: ["abc"],
  part: ["1", "10001"],
  uploads: [""],
};
const WORDS = [
  "",
  "a",
  "..",
  "%2e%2e",
  "%00",
  "%ff",
  "%E9%80%89",
  "x".repeat(300),
  "\\",
  "a b",
  "%",
  "'",
  "<b>",
  "0",
  "-1",
  "null",
  "__proto__",
  "a%2Fb",
  "a;b",
  "%F0%9F%91%8D",
  "%ED%A0%80",
];
const TYPES = [
  "application/json",
  "application/json; charset=utf-8",
  "text/plain",
  "application/octet-stream",
  "multipart/form-data; boundary=x",
  "application/pdf",
  "application/json;charset=utf-16",
  "",
  "\t",
];
const HEADERS: Record<string, readonly string[]> = {
  range: ["bytes=0-0", "bytes=-1", "bytes=9-1", "bytes=0-,1-", "lines=1", "bytes=99999999999999999999-"],
  "if-match": ["*", '"a"', 'W/"a"', '"', "a,b"],
  "if-none-match": ["*", '"a"'],
  "if-range": ['"a"', "Wed, 21 Oct 2026 07:28:00 GMT"],
  accept: ["text/event-stream", "*/*", "application/json", ""],
  "accept-language": ["zh-CN,zh;q=0.9", ";q=", "x".repeat(2_000)],
  "content-encoding": ["gzip", "br", "identity", "x"],
  "x-forwarded-for": ["127.0.0.1", "10.0.0.1, ::1", "<script>"],
  "cf-connecting-ip": ["127.0.0.1", "::1", "x", "10.0.0.1, 10.0.0.2"],
  "x-request-id": ["abc", "../../x", "a".repeat(300), "<b>"],
  "last-event-id": ["1-2", "9-999999999", "x"],
  "cache-control": ["no-cache", "max-age=0"],
  cookie: [
    "visitor=0123456789abcdef0123456789abcdef",
    "visitor=x",
    "console=1760000000000.00",
    `a=${"b".repeat(5_000)}`,
    ";;=",
  ],
  origin: ["https://evil.example", "null", "http://127.0.0.1"],
  "sec-fetch-site": ["cross-site", "same-origin", "none"],
  "x-content-sha256": ["0".repeat(64), "z", ""],
  "content-disposition": [
    "attachment; filename*=UTF-8''%E9%80%89.md",
    "attachment; filename*=UTF-8''%ff",
    'filename="../../a"',
  ],
  "content-range": ["bytes 0-1/2"],
  "user-agent": ["", "x".repeat(8_000)],
  // The doctor asks the address that it was reached at: no other machine's.
  host: ["127.0.0.1:1", "localhost:1", "[::1]", "a b", ""],
};
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "PURGE"];
const PLACES = [
  "/",
  "/api",
  "/api/",
  "/api/admin",
  "/api/chat/",
  "//api/chat",
  "/api/chat/a/b/c",
  "/v1",
  "/v1/",
  "/webhooks",
  "/webhooks/x",
  "/.env",
  "/admin/../api/admin/files",
  "/s/x",
  "/widget",
  "/c/x",
  "/index.html",
  "/library.json",
  "/assets/x.js",
  "/download/",
  "/%2e%2e/%2e%2e/etc/passwd",
];
const TOKENS = tokensOf([
  '"message":',
  '"session_id":',
  "\\ud800",
  "\\u0000",
  '"__proto__":',
  "1e999",
  "null",
  "[[",
  "{{",
  "data:image/png;base64,AAAA",
  "/new",
  "/model",
  "[[reply:x]]",
]);
const MOST_BODY_BYTES = 32 * 1024;

const APP = {
  feishuAppId: FEISHU_TEST_APP.appId,
  feishuToken: FEISHU_TEST_APP.verificationToken,
  robotCode: DINGTALK_TEST_APP.appKey,
};

export class RequestMaker {
  readonly #random: Random;
  readonly #credentials: Credentials;
  readonly #routes: readonly Route[] = routesOf();
  readonly #bodies: Record<string, Uint8Array[]>;

  constructor(random: Random, credentials: Credentials) {
    this.#random = random;
    this.#credentials = credentials;
    this.#bodies = Object.fromEntries(
      Object.entries(bodiesOf(APP)).map(([path, texts]) => [path, texts.map(encode)]),
    );
  }

  /** Anything that somebody with or without credentials may send. */
  any(): DoorRequest {
    const random = this.#random;
    const route = random.of(this.#routes);
    const method = random.below(8) === 0 ? random.of(METHODS) : route.method;
    const body = route.takesBody || random.below(10) === 0 ? this.#body(route.path) : null;
    const isFolder = random.below(12) === 0;
    const path = isFolder ? random.of(PLACES) : this.#filled(route.path);
    return {
      method,
      path: `${path}${this.#query(route)}`,
      headers: [...this.#authorization(route.path), ...this.#headers(route, body)],
      body: method === "GET" || method === "HEAD" ? null : body,
      signedAs: this.#signer(path),
      flip: null,
    };
  }

  /** What must be refused and change nothing: forged deliveries, and doors of the operator without the token. */
  refused(): DoorRequest {
    const random = this.#random;
    const isForged = random.below(2) === 0;
    const guarded = this.#routes.filter(({ path }) =>
      isForged ? path.startsWith("/webhooks/") : /^\/(?:api\/admin\/(?!session)|v1\/)/.test(path),
    );
    const route = random.of(guarded);
    const body = route.takesBody ? this.#body(route.path) : null;
    const signedAs = this.#signer(route.path);
    return {
      method: route.method,
      path: `${this.#filled(route.path)}${this.#query(route)}`,
      headers: this.#headers(route, body).filter(([name]) => name !== "cookie"),
      body,
      signedAs,
      flip: signedAs === null ? null : 1 + random.below(2 ** 20),
    };
  }

  #signer(path: string): DoorRequest["signedAs"] {
    const name = /^\/webhooks\/(feishu|dingtalk|signed)$/.exec(path)?.[1];
    return name === "feishu" || name === "dingtalk" || name === "signed" ? name : null;
  }

  #filled(path: string): string {
    return path.replace(/\{(\w+)\}/g, (_, name: string) => this.#value(name));
  }

  /** A name that callers know, or anything that may stand in an address. */
  #value(name: string): string {
    const random = this.#random;
    const known = VALUES[name] ?? ["a"];
    const kind = random.below(4);
    if (kind === 0) return random.of(WORDS);
    if (kind === 1) {
      const changed = mutate(
        encode(random.of(known)),
        { corpus: [encode("x")], tokens: TOKENS, mostBytes: 600 },
        random,
      );
      return Array.from(changed, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    }
    return random.of(known);
  }

  #query({ query }: Route): string {
    const random = this.#random;
    const pairs = query.filter(() => random.below(3) === 0).map((name) => `${name}=${this.#value(name)}`);
    if (random.below(15) === 0) pairs.push(...pairs, `${random.of(WORDS)}=${random.of(WORDS)}`);
    return pairs.length === 0 ? "" : `?${pairs.join("&").replaceAll(" ", "+").replaceAll("#", "%23")}`;
  }

  #authorization(path: string): [string, string][] {
    const random = this.#random;
    const { key, admin } = this.#credentials;
    const fits = path.startsWith("/api/admin") || path === "/metrics" ? admin : key;
    const kind = random.below(10);
    if (kind < 7) return [["authorization", `Bearer ${fits}`]];
    if (kind === 7) return [];
    return [
      [
        "authorization",
        random.of(["Bearer", "Bearer  x", "Basic eA==", `Bearer ${"x".repeat(5_000)}`, "bearer a b"]),
      ],
    ];
  }

  #headers({ headers }: Route, body: Uint8Array | null): [string, string][] {
    const random = this.#random;
    const names = Object.keys(HEADERS);
    const some = Array.from({ length: random.below(4) }, () => random.of(names));
    const own = headers
      .map((name) => name.toLowerCase())
      .filter((name) => names.includes(name) && random.below(2) === 0);
    const type: [string, string][] =
      body === null ? [] : [["content-type", random.below(5) === 0 ? random.of(TYPES) : "application/json"]];
    // Of another address each time: who guesses too often is not heard for a minute.
    const address: [string, string] = [
      "cf-connecting-ip",
      `10.${random.below(256)}.${random.below(256)}.${random.below(256)}`,
    ];
    return [
      address,
      ...type,
      ...[...some, ...own].map((name): [string, string] => [name, random.of(HEADERS[name] ?? [""])]),
    ];
  }

  #body(path: string): Uint8Array<ArrayBuffer> {
    const random = this.#random;
    const corpus = this.#bodies[path] ?? [encode("{}")];
    const parent = random.of(corpus);
    if (random.below(6) === 0) return new Uint8Array(parent);
    return new Uint8Array(mutate(parent, { corpus, tokens: TOKENS, mostBytes: MOST_BODY_BYTES }, random));
  }
}
