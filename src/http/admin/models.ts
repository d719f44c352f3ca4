// /api/admin/models: the operator's model files and their versions.
import type { Hono } from "hono";
import { encodeCursor } from "../../core/cursor.ts";
import { type ModelFile, NO_SUCH_MODEL_FILE, type StoredModelFile, tagOf } from "../../core/model-file.ts";
import { MODEL_FILE_NAME, modelFileSchema } from "../../core/model-file-schema.ts";
import { judge } from "../../core/precondition.ts";
import { servicesOf } from "../../services.ts";
import { limitBody, parseBody, readJson } from "../body.ts";
import { type AppContext, type AppEnv, refuse } from "../context.ts";
import { readCursor, readLimit } from "../paging.ts";
import { mount } from "../routes.ts";
import { readConditions } from "./file-request.ts";
import { readName, requireFitting, requireFreeName, withoutMarks } from "./model-request.ts";
import { testModel } from "./model-test.ts";

const MODEL_FILE_BYTES = 256 * 1024;

/** Always at hand: it is made with each answer. */
const SEARCH_TOOL = "search_documents";

/** Before the limit that holds for the other doors here. */
export function limitModelFiles(app: Hono<AppEnv>): void {
  app.on("PUT", "/api/admin/models/:name", limitBody(MODEL_FILE_BYTES));
}

export function mountModelFiles(app: Hono<AppEnv>): void {
  mount(app, "/api/admin/models", { GET: listModelFiles });
  // A file may have this name all the same: nobody posts to a file.
  app.post("/api/admin/models/test", testModel);
  mount(app, "/api/admin/models/:name", { GET: readModelFile, PUT: saveModelFile, DELETE: deleteModelFile });
  mount(app, "/api/admin/models/:name/versions", { GET: listVersions });
  mount(app, "/api/admin/models/:name/versions/:version", { GET: readVersion });
  mount(app, "/api/admin/models/:name/versions/:version/restore", { POST: restoreVersion });
}

async function listModelFiles(context: AppContext): Promise<Response> {
  const limit = readLimit(context);
  const after = readCursor(context, "models", 1)?.[0] ?? "";
  const { holdings, modelFiles, endpointNames, toolNames } = servicesOf(context.env);
  const rest = (await holdings.read()).models.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return context.json({
    // One that somebody made unreadable does not hide the others: of it there is what the list itself knows.
    data: await Promise.all(page.map((entry) => modelFiles.current(entry).catch(() => entry))),
    next_cursor: rest.length > limit && last ? encodeCursor("models", [last.name]) : null,
    endpoints: endpointNames,
    tools: [SEARCH_TOOL, ...toolNames],
  });
}

async function readModelFile(context: AppContext): Promise<Response> {
  const name = context.req.param("name") ?? "";
  const { holdings, modelFiles } = servicesOf(context.env);
  const entry = (await holdings.read()).models.find((known) => known.name === name);
  if (entry === undefined) return refuse(NO_SUCH_MODEL_FILE);
  const verdict = judge(readConditions(context), { etag: tagOf(entry.version) });
  if (verdict === "unmet") return refuse({ kind: "precondition_failed" });
  if (verdict === "unchanged") return context.body(null, 304, { ETag: tagOf(entry.version) });
  return answerFile(context, await modelFiles.current(entry));
}

async function saveModelFile(context: AppContext): Promise<Response> {
  const name = readName(context);
  const file = parseBody(modelFileSchema, withoutMarks((await readJson(context)).value, name));
  return save(context, name, file);
}

async function save(context: AppContext, name: string, file: ModelFile): Promise<Response> {
  requireFitting(context, file);
  const saved = await servicesOf(context.env).modelFiles.save(name, file, readConditions(context));
  return answerFile(context, saved.file, saved.created ? 201 : 200);
}

async function deleteModelFile(context: AppContext): Promise<Response> {
  await servicesOf(context.env).modelFiles.remove(context.req.param("name") ?? "", readConditions(context));
  return context.body(null, 204);
}

async function listVersions(context: AppContext): Promise<Response> {
  const name = context.req.param("name") ?? "";
  const limit = readLimit(context);
  const before = Number(readCursor(context, `models/${name}`, 1)?.[0] ?? Infinity);
  if (!MODEL_FILE_NAME.test(name)) refuse(NO_SUCH_MODEL_FILE);
  const { holdings, modelFiles } = servicesOf(context.env);
  const [{ models }, versions] = await Promise.all([holdings.read(), modelFiles.versions(name)]);
  if (versions.length === 0) refuse(NO_SUCH_MODEL_FILE);
  const current = models.find((entry) => entry.name === name)?.version;
  const rest = versions.filter(({ version }) => version < before);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return context.json({
    data: page.map((entry) => ({ ...entry, current: entry.version === current })),
    next_cursor: rest.length > limit && last ? encodeCursor(`models/${name}`, [last.version]) : null,
  });
}

async function readVersion(context: AppContext): Promise<Response> {
  return answerFile(context, await versionOf(context));
}

/** Its content becomes the newest version: what came after it stays to be read. */
async function restoreVersion(context: AppContext): Promise<Response> {
  const { name, version: _version, updated_at: _updatedAt, ...file } = await versionOf(context);
  requireFreeName(context, name);
  const response = await save(context, name, file);
  return new Response(response.body, { status: 200, headers: response.headers });
}

async function versionOf(context: AppContext): Promise<StoredModelFile> {
  const { name = "", version = "" } = context.req.param();
  if (!MODEL_FILE_NAME.test(name) || !/^[1-9]\d{0,8}$/.test(version)) return refuse(NO_SUCH_MODEL_FILE);
  const file = await servicesOf(context.env).modelFiles.read(name, Number(version));
  return file ?? refuse(NO_SUCH_MODEL_FILE);
}

function answerFile(context: AppContext, file: StoredModelFile, status: 200 | 201 = 200): Response {
  return context.json(file, status, { ETag: tagOf(file.version) });
}
