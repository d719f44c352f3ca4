// Requests that no client would send: broken lines, lengths that lie, two lengths, pieces that never end.
import { encode } from "../engine/bytes.ts";
import { mutate, tokensOf } from "../engine/mutate.ts";
import type { Random } from "../engine/random.ts";

const REQUESTS = [
  "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n",
  'POST /api/chat HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{"message":"hi"}',
  "POST /webhooks/signed HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
  "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
  "GET http://evil.example/api/models HTTP/1.1\r\nhost: a\r\n\r\n",
  "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n",
];

const TOKENS = tokensOf([
  ...[
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    "\0",
    "HTTP/1.1",
    "HTTP/9.9",
    "GET",
    "host:",
    "content-length: -1\r\n",
    "content-length: 99999999999999999999\r\n",
  ],
  ...[
    "transfer-encoding: chunked\r\n",
    "transfer-encoding: gzip\r\n",
    "expect: 100-continue\r\n",
    "upgrade: websocket\r\nconnection: upgrade\r\n",
    "ffffffffff\r\n",
    "0\r\n\r\n",
    `x: ${"y".repeat(3_000)}\r\n`,
  ],
]);

export function rawRequest(random: Random, token: string): Uint8Array {
  const corpus = [...REQUESTS, ...withToken(token)].map(encode);
  return mutate(random.of(corpus), { corpus, tokens: TOKENS, mostBytes: 64 * 1024 }, random);
}

function withToken(token: string): string[] {
  const head = (line: string) => `${line} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\n`;
  const sum = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  return [
    `${head("PUT /api/admin/files/models/raw.bin")}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
    `${head("PUT /api/admin/files/models/raw.bin")}content-length: 5\r\nx-content-sha256: ${sum}\r\n\r\nhello`,
    `${head("PUT /api/admin/knowledge/raw")}content-length: 5\r\n\r\n# Raw`,
    `${head("GET /api/admin/files/models/raw.bin")}range: bytes=0-1\r\n\r\n`,
  ];
}

/** Statuses of the answers on one connection. */
export function statusesIn(answer: string): number[] {
  return [...answer.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map(([, status]) => Number(status));
}
