// Documents that answers draw on, in the API's description.
import { toJsonSchema } from "@valibot/to-json-schema";
import {
  documentChangeSchema,
  documentSchema,
  knowledgeSearchSchema,
} from "../../src/http/admin/knowledge-schema.ts";
import { body, cursor, limit, operation, parameter } from "./parts.ts";
import { answers } from "./schemas.ts";
import { type JsonObject, ref } from "./shapes.ts";

const bytes = { type: "string", format: "binary" };
const id = parameter("id", "path", "1 to 128 letters or digits of any script, and . _ -; percent-encoded");
const ifMatch = parameter(
  "If-Match",
  "header",
  "Only when the document has one of these ETags, or * for any",
);
const ifNoneMatch = parameter("If-None-Match", "header", "* : only when there is no such document");
const { $schema: _, ...document } = toJsonSchema(documentSchema, { errorMode: "ignore" });

export const knowledgePaths: JsonObject = {
  "/api/admin/knowledge": {
    get: operation("Operator", "List documents, in the order of their ids", {
      parameters: [
        parameter("q", "query", "A part of the title or id"),
        parameter("tag", "query", "Only those with this tag"),
        limit,
        cursor,
      ],
      responses: answers({ 200: ["A page of documents", ref("DocumentPage")] }, 400, 401, 503),
    }),
  },
  "/api/admin/knowledge/{id}": {
    get: operation("Operator", "Read a document", {
      parameters: [id],
      responses: answers({ 200: ["The document", ref("WholeDocument")] }, 400, 401, 404, 503),
    }),
    put: operation("Operator", "Put a document in, or in place of another", {
      description:
        "As JSON with its text, or the file itself as the body, at most 20 MiB: Markdown, text, HTML, CSV of questions and answers, PDF, DOCX. Of a " +
        "file the parameters tell what the JSON would. It is found from the answer on. What cannot be read is refused with a code that says why, and " +
        "nothing changes; the same again changes nothing.",
      parameters: [
        id,
        parameter("title", "query", "Of a file; else its own title, its name, or the id"),
        parameter("tags", "query", "Of a file, parted by commas"),
        parameter("url", "query", "Of a file: where people find it"),
        parameter(
          "format",
          "query",
          "Of a file: markdown, text, html, csv, pdf or docx; else it is recognised",
        ),
        parameter("filename", "query", "Of a file; Content-Disposition may say it too"),
        ifMatch,
        ifNoneMatch,
      ],
      requestBody: {
        required: true,
        content: { "application/json": { schema: document }, "*/*": { schema: bytes } },
      },
      responses: answers(
        {
          200: ["It took the place of another, or was there already", ref("KeptDocument")],
          201: ["It is new", ref("KeptDocument")],
        },
        400,
        401,
        412,
        413,
        415,
        503,
      ),
    }),
    patch: operation("Operator", "Change what is said of a document", {
      description: "Its title, tags or address, without sending the file again.",
      parameters: [id, ifMatch],
      requestBody: body(documentChangeSchema),
      responses: answers({ 200: ["The document", ref("KeptDocument")] }, 400, 401, 404, 412, 413, 415, 503),
    }),
    delete: operation("Operator", "Delete a document", {
      description: "Its passages, vectors and original.",
      parameters: [id, ifMatch],
      responses: answers({ 204: ["It is gone"] }, 400, 401, 404, 412, 503),
    }),
  },
  "/api/admin/knowledge/{id}/original": {
    get: operation("Operator", "Download the file that was sent", {
      parameters: [id, parameter("Range", "header", "One range of bytes")],
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
  },
  "/api/admin/knowledge-index": {
    get: operation("Operator", "How far the index of the documents is", {
      responses: answers({ 200: ["The state", ref("KnowledgeIndex")] }, 401, 503),
    }),
    post: operation("Operator", "Make the index of the documents anew from the originals", {
      description: "In the background; said twice, it goes on.",
      responses: answers({ 202: ["It runs", ref("KnowledgeIndex")] }, 401, 503),
    }),
  },
  "/api/admin/knowledge-search": {
    post: operation("Operator", "What is found for a question, and why", {
      requestBody: body(knowledgeSearchSchema),
      responses: answers({ 200: ["What is found", ref("Retrieval")] }, 400, 401, 413, 415, 503),
    }),
  },
};
