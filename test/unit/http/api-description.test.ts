// The API's description against the doors themselves: each method of documents, model files and links stands in it, with the answers it
// gives, the failures it meets, and the bodies it takes.

import { Hono } from "hono";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { paths } from "../../../scripts/api-docs/operations.ts";
import { schemas } from "../../../scripts/api-docs/schemas.ts";
import type { DocumentRecord, Retrieval, RetrievedPassage } from "../../../src/core/document.ts";
import type { IndexState } from "../../../src/core/document-offer.ts";
import { isRecord, type JsonRecord } from "../../../src/core/json.ts";
import type { StoredModelFile } from "../../../src/core/model-file.ts";
import { modelFileSchema } from "../../../src/core/model-file-schema.ts";
import type { ModelPage } from "../../../src/core/wire.ts";
import { mountKnowledge } from "../../../src/http/admin/knowledge.ts";
import { mountKnowledgeIndex } from "../../../src/http/admin/knowledge-index.ts";
import {
  documentChangeSchema,
  documentSchema,
  knowledgeSearchSchema,
} from "../../../src/http/admin/knowledge-schema.ts";
import { linkSchema } from "../../../src/http/admin/link-schema.ts";
import { mountLinks } from "../../../src/http/admin/links.ts";
import { modelTestSchema } from "../../../src/http/admin/model-test-schema.ts";
import { mountModelFiles } from "../../../src/http/admin/models.ts";
import type { AppEnv } from "../../../src/http/context.ts";
import { mountDownloads } from "../../../src/http/downloads.ts";
import { mountModels } from "../../../src/http/models.ts";
import { mountOpenAi } from "../../../src/http/openai.ts";
import { complaints } from "./json-schema.ts";

vi.mock("../../../src/services.ts", () => ({ EMBEDDED_MODEL: "embedded", LOG_SHARDS: 1 }));

const app = new Hono<AppEnv>();
for (const mount of [
  mountKnowledge,
  mountKnowledgeIndex,
  mountModelFiles,
  mountLinks,
  mountDownloads,
  mountModels,
  mountOpenAi,
])
  mount(app);

/** `PUT /api/admin/models/{name}`, once each. */
const doors = [
  ...new Set(
    app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(?:\{[^}]*\})?/g, "{$1}")}`),
  ),
];

function operationAt(door: string): JsonRecord {
  const [method = "", path = ""] = door.split(" ");
  const all = paths[path];
  const operation = isRecord(all) ? all[method.toLowerCase()] : undefined;
  expect(isRecord(operation), `${door} is described`).toBe(true);
  return operation as JsonRecord;
}

const statusesOf = (door: string) => Object.keys(operationAt(door).responses as object).map(Number);

describe("the description", () => {
  it("has each of these doors, and none that there is not", () => {
    const described = Object.entries(paths)
      .filter(([path]) =>
        /^\/(?:api\/admin\/(?:knowledge|models|links)|api\/models|download|v1)\b/.test(path),
      )
      .flatMap(([path, methods]) =>
        Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
      );
    expect(described.sort()).toEqual(doors.toSorted());
    expect(doors.length).toBeGreaterThan(18);
  });

  it.each<[string, number[]]>([
    ["GET /api/admin/knowledge", [200, 400, 401, 503]],
    ["GET /api/admin/knowledge/{id}", [200, 400, 401, 404, 503]],
    ["PUT /api/admin/knowledge/{id}", [200, 201, 400, 401, 412, 413, 415, 503]],
    ["PATCH /api/admin/knowledge/{id}", [200, 400, 401, 404, 412, 413, 415, 503]],
    ["DELETE /api/admin/knowledge/{id}", [204, 400, 401, 404, 412, 503]],
    ["GET /api/admin/knowledge/{id}/original", [200, 206, 304, 400, 401, 404, 412, 416, 503]],
    ["GET /api/admin/knowledge-index", [200, 401, 503]],
    ["POST /api/admin/knowledge-index", [202, 401, 503]],
    ["POST /api/admin/knowledge-search", [200, 400, 401, 413, 415, 503]],
    ["GET /api/admin/models", [200, 400, 401, 503]],
    ["GET /api/admin/models/{name}", [200, 304, 401, 404, 412, 503]],
    ["PUT /api/admin/models/{name}", [200, 201, 400, 401, 409, 412, 413, 415, 503]],
    ["DELETE /api/admin/models/{name}", [204, 401, 404, 412, 503]],
    ["GET /api/admin/models/{name}/versions", [200, 400, 401, 404, 503]],
    ["GET /api/admin/models/{name}/versions/{version}", [200, 401, 404, 503]],
    ["POST /api/admin/models/{name}/versions/{version}/restore", [200, 400, 401, 404, 409, 412, 503]],
    ["POST /api/admin/models/test", [200, 400, 401, 404, 413, 415, 429, 502, 503, 504]],
    ["POST /api/admin/links", [201, 400, 401, 404, 413, 415, 503]],
    ["GET /download/{token}", [200, 206, 304, 403, 404, 412, 416]],
    ["POST /v1/chat/completions", [200, 400, 401, 404, 413, 415, 429, 502, 503, 504]],
  ])("of %s has the answers %j", (door, statuses) => {
    expect(statusesOf(door).sort((one, other) => one - other)).toEqual(statuses);
  });

  it.each(doors)(
    "of %s names the parts of its path, says what it does, and gives every failure the envelope",
    (door) => {
      const { summary, tags, parameters = [], responses } = operationAt(door);
      expect([typeof summary, Array.isArray(tags)]).toEqual(["string", true]);
      const named = (parameters as JsonRecord[]).filter((one) => one.in === "path").map(({ name }) => name);
      expect(named).toEqual([...door.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      for (const [status, response] of Object.entries(responses as Record<string, JsonRecord>)) {
        expect(response.description, status).toMatch(/\w/);
        if (Number(status) >= 400)
          expect(response.content).toEqual({
            "application/json": { schema: { $ref: "#/components/schemas/Error" } },
          });
      }
    },
  );

  it("refers to nothing that it does not hold", () => {
    const names = [...JSON.stringify([paths, schemas]).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    expect(names.length).toBeGreaterThan(50);
    for (const [, name = ""] of names) expect(schemas, name).toHaveProperty(name);
  });
});

/** The schema of a JSON answer, or of a JSON body. */
function schemaOf(holder: unknown): unknown {
  const content = isRecord(holder) && isRecord(holder.content) ? holder.content : {};
  const json = content["application/json"];
  return isRecord(json) ? json.schema : undefined;
}

const FILE = { title: "Desk", model: "m", system_prompt: "x" };
const USER = { role: "user", content: "hi" };

describe("a body", () => {
  it.each<[string, v.GenericSchema, unknown, boolean]>([
    ["PUT /api/admin/knowledge/{id}", documentSchema, { title: "a", content: "" }, true],
    [
      "PUT /api/admin/knowledge/{id}",
      documentSchema,
      { title: "a", content: "", format: "csv", tags: ["a"], url: null },
      true,
    ],
    ["PUT /api/admin/knowledge/{id}", documentSchema, { content: "" }, false],
    ["PUT /api/admin/knowledge/{id}", documentSchema, { title: "a", content: "", format: "pdf" }, false],
    ["PUT /api/admin/knowledge/{id}", documentSchema, { title: "a".repeat(201), content: "" }, false],
    [
      "PUT /api/admin/knowledge/{id}",
      documentSchema,
      { title: "a", content: "", tags: Array(21).fill("a") },
      false,
    ],
    ["PATCH /api/admin/knowledge/{id}", documentChangeSchema, {}, true],
    ["PATCH /api/admin/knowledge/{id}", documentChangeSchema, { title: "a", tags: [], url: null }, true],
    ["PATCH /api/admin/knowledge/{id}", documentChangeSchema, { title: null }, false],
    [
      "POST /api/admin/knowledge-search",
      knowledgeSearchSchema,
      { question: "a", before: ["b"], tags: ["c"], limit: 20 },
      true,
    ],
    ["POST /api/admin/knowledge-search", knowledgeSearchSchema, { question: "a", limit: 21 }, false],
    ["POST /api/admin/knowledge-search", knowledgeSearchSchema, { question: "" }, false],
    ["PUT /api/admin/models/{name}", modelFileSchema, FILE, true],
    [
      "PUT /api/admin/models/{name}",
      modelFileSchema,
      { ...FILE, title: { en: "a", zh: "b" }, knowledge: false, tools: ["crm"] },
      true,
    ],
    ["PUT /api/admin/models/{name}", modelFileSchema, { ...FILE, titel: "a" }, false],
    ["PUT /api/admin/models/{name}", modelFileSchema, { ...FILE, parameters: { temperature: 2.1 } }, false],
    ["PUT /api/admin/models/{name}", modelFileSchema, { ...FILE, channels: ["telegram"] }, false],
    ["PUT /api/admin/models/{name}", modelFileSchema, { ...FILE, default_for: ["dingtalk:cid"] }, true],
    ["PUT /api/admin/models/{name}", modelFileSchema, { ...FILE, limits: { timeout_seconds: 0 } }, false],
    ["POST /api/admin/models/test", modelTestSchema, { file: FILE, messages: [USER] }, true],
    ["POST /api/admin/models/test", modelTestSchema, { file: FILE, messages: [] }, false],
    ["POST /api/admin/models/test", modelTestSchema, { file: { title: "a" }, messages: [USER] }, false],
    ["POST /api/admin/links", linkSchema, { key: "models/a", expires_in: 60 }, true],
    ["POST /api/admin/links", linkSchema, { key: "models/a", expires_in: 604_801 }, false],
    ["POST /api/admin/links", linkSchema, { key: "models/a" }, false],
  ])("of %s is described as it is checked: %#", (door, schema, body, isGood) => {
    expect(v.safeParse(schema, body).success).toBe(isGood);
    const found = complaints(schemaOf(operationAt(door).requestBody), body);
    expect(found.length === 0, found.join("; ")).toBe(isGood);
  });
});

const RECORD: DocumentRecord = {
  id: "a",
  title: "A",
  format: "docx",
  language: "zh",
  tags: ["hr"],
  url: null,
  bytes: 1,
  sha256: "00",
  passages: 2,
  updated_at: "2026-01-31T00:00:00.000Z",
};
const PASSAGE: RetrievedPassage = {
  document_id: "a",
  position: 0,
  title: "A",
  url: "https://a.example/",
  heading: "H",
  text: "t",
  language: "en",
  score: 1.5,
  share: 0.5,
  matched: [{ term: "leave", weight: 2.5 }],
  lexical_rank: 1,
  vector_rank: null,
  chosen: false,
  left_out: "surplus",
};
const RETRIEVAL: Retrieval = { looked_for: ["leave"], passages: [PASSAGE], candidates: [PASSAGE] };
const INDEX: IndexState = {
  documents: 1,
  passages: 2,
  vectors: { model: "m", done: 1, wanted: 2, left_out: 0, last_error: null },
  rebuild: { running: true, done: 1, failed: 0, started_at: "2026-01-31T00:00:00.000Z", finished_at: null },
};
const STORED: StoredModelFile = { ...FILE, name: "hr", version: 1, updated_at: "2026-01-31T00:00:00.000Z" };
const MODELS: ModelPage = {
  data: [
    {
      id: "hr",
      title: "HR",
      default: true,
      kind: "file",
      greeting: "Hi",
      suggestions: ["a"],
      description: "d",
    },
  ],
  next_cursor: null,
  assistant: "Clawdbot",
};
const SOURCE = { title: "A", snippet: "s", number: 1 };

describe("an answer", () => {
  it.each<[string, number, object]>([
    ["GET /api/admin/knowledge", 200, { data: [RECORD], next_cursor: "x" }],
    ["GET /api/admin/knowledge/{id}", 200, { ...RECORD, content: "t", truncated: false, same_as: ["b"] }],
    ["PUT /api/admin/knowledge/{id}", 201, { ...RECORD, same_as: ["b"] }],
    ["PATCH /api/admin/knowledge/{id}", 200, RECORD],
    ["GET /api/admin/knowledge-index", 200, INDEX],
    ["POST /api/admin/knowledge-index", 202, { ...INDEX, vectors: null }],
    ["POST /api/admin/knowledge-search", 200, RETRIEVAL],
    ["GET /api/admin/models", 200, { data: [STORED], next_cursor: null, endpoints: [], tools: ["crm"] }],
    ["GET /api/admin/models/{name}", 200, { ...STORED, parameters: { stop: ["END"] }, channels: ["web"] }],
    [
      "GET /api/admin/models/{name}/versions",
      200,
      { data: [{ version: 1, updated_at: STORED.updated_at, current: true }], next_cursor: null },
    ],
    ["POST /api/admin/models/{name}/versions/{version}/restore", 200, STORED],
    [
      "POST /api/admin/models/test",
      200,
      {
        reply: "r",
        model: "m",
        usage: null,
        sources: [SOURCE],
        tools: [{ name: "crm.lookup", ok: true, ms: 3 }],
        prompt: [USER],
        passages: [PASSAGE],
      },
    ],
    ["POST /api/admin/links", 201, { url: "https://a.example/download/x", expires_at: STORED.updated_at }],
    ["GET /api/models", 200, MODELS],
  ])("of %s with %i is described field by field", (door, status, answer) => {
    const { responses } = operationAt(door);
    expect(complaints(schemaOf((responses as JsonRecord)[status]), answer)).toEqual([]);
  });
});
