// Model files and signed links in the API's description.
import { modelFileSchema } from "../../src/core/model-file-schema.ts";
import { linkSchema } from "../../src/http/admin/link-schema.ts";
import { modelTestSchema } from "../../src/http/admin/model-test-schema.ts";
import { body, cursor, limit, operation, parameter } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const bytes = { type: "string", format: "binary" };
const name = parameter("name", "path", "1 to 64 of a–z 0–9 - _");
const version = parameter("version", "path", "A version's number");
const ifMatch = parameter("If-Match", "header", "Only when the file has this version, as its ETag says it");
const ifNoneMatch = parameter("If-None-Match", "header", "* : only when there is no such file");

export const modelFilePaths: JsonObject = {
  "/api/admin/models": {
    get: operation("Operator", "List the model files, in the order of their names", {
      description: "Of one that cannot be read there is only what the list itself knows.",
      parameters: [limit, cursor],
      responses: answers({ 200: ["A page of model files", ref("ModelFilePage")] }, 400, 401, 503),
    }),
  },
  "/api/admin/models/{name}": {
    get: operation("Operator", "Read a model file as it is now", {
      parameters: [name, ifNoneMatch],
      responses: answers(
        { 200: ["The model file", ref("StoredModelFile")], 304: ["The client has it already"] },
        401,
        404,
        412,
        503,
      ),
    }),
    put: operation("Operator", "Save a model file", {
      description:
        "At most 256 KiB. The next message is answered by it, on every channel. Each change makes a version; the same content again makes none. " +
        "409 `default_taken` when another file is the default for a place already. `name`, `version` and `updated_at` as they were read may come along.",
      parameters: [name, ifMatch, ifNoneMatch],
      requestBody: body(modelFileSchema),
      responses: answers(
        {
          200: ["It took the place of the version before, or was there already", ref("StoredModelFile")],
          201: ["It is new", ref("StoredModelFile")],
        },
        400,
        401,
        409,
        412,
        413,
        415,
        503,
      ),
    }),
    delete: operation("Operator", "Delete a model file", {
      description: "Its versions stay and can be restored.",
      parameters: [name, ifMatch],
      responses: answers({ 204: ["It is deleted"] }, 401, 404, 412, 503),
    }),
  },
  "/api/admin/models/{name}/versions": {
    get: operation("Operator", "List the versions of a model file, newest first", {
      parameters: [name, limit, cursor],
      responses: answers({ 200: ["A page of versions", ref("ModelVersionPage")] }, 400, 401, 404, 503),
    }),
  },
  "/api/admin/models/{name}/versions/{version}": {
    get: operation("Operator", "Read one version", {
      parameters: [name, version],
      responses: answers({ 200: ["The model file as it was", ref("StoredModelFile")] }, 401, 404, 503),
    }),
  },
  "/api/admin/models/{name}/versions/{version}/restore": {
    post: operation("Operator", "Make a version's content the newest version", {
      parameters: [name, version, ifMatch],
      responses: answers(
        { 200: ["The model file as it is now", ref("StoredModelFile")] },
        400,
        401,
        404,
        409,
        412,
        503,
      ),
    }),
  },
  "/api/admin/models/test": {
    post: operation("Operator", "Try a model file that is not saved", {
      description: "Nothing of it is logged or kept.",
      requestBody: body(modelTestSchema),
      responses: answers(
        { 200: ["The answer, and what the model was asked", ref("ModelTrial")] },
        400,
        401,
        404,
        413,
        415,
        429,
        502,
        503,
        504,
      ),
    }),
  },
  "/api/admin/links": {
    post: operation("Operator", "Make an address from which a server may fetch one file", {
      description:
        "For a minute to seven days, of files under `models/` and `knowledge/`. Whoever has the address has the file; a new ADMIN_TOKEN ends all of them.",
      requestBody: body(linkSchema),
      responses: answers({ 201: ["The address", ref("SignedLink")] }, 400, 401, 404, 413, 415, 503),
    }),
  },
  "/download/{token}": {
    get: {
      ...operation("Files", "Fetch the file of a signed link", {
        description: "HEAD, Range and conditions work as for the operator's own download.",
        parameters: [
          parameter("token", "path", "As the link has it"),
          parameter("Range", "header", "One range of bytes"),
        ],
        responses: answers(
          {
            200: ["The file", bytes, ["*/*"]],
            206: ["The range", bytes, ["*/*"]],
            304: ["The client has it already"],
          },
          403,
          404,
          412,
          416,
        ),
      }),
      security: [],
    },
  },
};
