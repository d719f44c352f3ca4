// Files in the API's description: the list, whole files, uploads in parts.
import { partListSchema } from "../../src/http/admin/file-parts-schema.ts";
import { body, cursor, limit, operation, parameter } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const bytes = { type: "string", format: "binary" };
const bytesBody = { required: true, content: { "*/*": { schema: bytes } } };
const key = parameter(
  "key",
  "path",
  "Begins with models/, knowledge/, logs/ or backups/; at most 512 bytes, percent-encoded as UTF-8",
);
const ifMatch = parameter("If-Match", "header", "Only when the file has one of these ETags, or * for any");
const ifNoneMatch = parameter(
  "If-None-Match",
  "header",
  "Only when the file has none of these ETags; * : only when there is no file",
);
const checksum = parameter("X-Content-SHA256", "header", "Hex SHA-256 of the bytes; they are checked");
const uploadId = parameter("upload_id", "query", "Of an upload in parts");

const readParameters = [
  key,
  parameter("Range", "header", "One range of bytes; anything else is ignored"),
  parameter("If-Range", "header", "An ETag: of another version the whole file is sent"),
  ifMatch,
  parameter("If-None-Match", "header", "304 when the file has one of these ETags"),
];

export const filePaths: JsonObject = {
  "/api/admin/files": {
    get: operation("Operator", "List files, in the order of their keys", {
      parameters: [
        parameter("prefix", "query", "The beginning of the keys"),
        parameter("delimiter", "query", "/ : folders right below the prefix stand in `prefixes`, once"),
        limit,
        cursor,
      ],
      responses: answers({ 200: ["A page of files", ref("FilePage")] }, 400, 401, 503),
    }),
  },
  "/api/admin/files/{key}": {
    get: operation("Operator", "Download a file", {
      description: "HEAD gives the same headers without the bytes. `X-Content-SHA256` is of the whole file.",
      parameters: readParameters,
      responses: answers(
        {
          200: ["The file", bytes, ["*/*"]],
          206: ["The range", bytes, ["*/*"]],
          304: ["The client has it already"],
        },
        400,
        401,
        404,
        412,
        416,
        503,
      ),
    }),
    put: operation("Operator", "Upload a file, or a part of one", {
      description:
        "The file is replaced whole or not at all. At most 100 MiB at once; larger ones go in parts, with `upload_id` and `part`: all parts but " +
        "the last have one size, at least 5 MiB, and each is sent with its Content-Length. `logs/` is not for writing.",
      parameters: [
        key,
        uploadId,
        parameter("part", "query", "The part's number, 1 to 10000"),
        checksum,
        ifMatch,
        ifNoneMatch,
      ],
      requestBody: bytesBody,
      responses: answers(
        {
          200: ["The file that replaced another, or the part", { anyOf: [ref("File"), ref("FilePart")] }],
          201: ["The new file", ref("File")],
        },
        400,
        401,
        403,
        404,
        412,
        413,
        503,
      ),
    }),
    post: operation("Operator", "Begin or complete an upload in parts", {
      description:
        "With `?uploads` and no body: begins one; Content-Type is that of the file. With `upload_id`: puts the parts together and the file in its " +
        "place, which takes a while for a large one. When that fails, nothing has changed, and it may be said again. An upload that nobody " +
        "completes is gone after seven days.",
      parameters: [
        key,
        parameter("uploads", "query", "Begins an upload"),
        uploadId,
        parameter("X-Content-SHA256", "header", "Of the whole file, here or there; it is checked"),
        ifMatch,
        ifNoneMatch,
      ],
      requestBody: { ...body(partListSchema), required: false },
      responses: answers(
        { 201: ["The upload, or the complete file", { anyOf: [ref("FileUpload"), ref("File")] }] },
        400,
        401,
        403,
        404,
        412,
        413,
        415,
        503,
      ),
    }),
    delete: operation("Operator", "Delete a file, or give an upload up", {
      parameters: [key, uploadId, ifMatch],
      responses: answers({ 204: ["It is gone"] }, 400, 401, 404, 412, 503),
    }),
  },
};
