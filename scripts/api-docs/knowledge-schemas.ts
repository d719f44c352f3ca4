// The shapes of documents, their index, and what a question finds there, in the API's description.
import { count, type JsonObject, list, nullable, page, ref, shape, text, time } from "./shapes.ts";

const flag = { type: "boolean" };
const number = { type: "number" };

const record = {
  id: text,
  title: text,
  format: { type: "string", enum: ["markdown", "text", "html", "csv", "pdf", "docx"] },
  language: { type: "string", enum: ["zh", "en"] },
  tags: list(text),
  url: nullable(text),
  bytes: { ...count, description: "Of the original, as `sha256` is" },
  sha256: { ...text, description: "Hex" },
  passages: { ...count, description: "Pieces that are found one by one" },
  updated_at: time,
};

const same = {
  same_as: { ...list(text), description: "Other documents of the very same bytes; absent: there are none" },
};

const passage = shape({
  document_id: text,
  position: { ...count, description: "Place in its document, from 0" },
  title: text,
  url: nullable(text),
  heading: text,
  text,
  language: text,
  score: { ...number, description: "Comparable within one search only" },
  share: { ...number, description: "Part of the question that it covers, 0 to 1" },
  matched: list(shape({ term: text, weight: number })),
  lexical_rank: nullable({ ...count, description: "Its place by words; null: not among those" }),
  vector_rank: nullable({ ...count, description: "Its place by meaning" }),
  chosen: flag,
  left_out: nullable({
    type: "string",
    enum: ["unfit", "repeated", "surplus"],
    description:
      "Why it was not chosen: it does not speak of what is asked; the same text stands above; enough others fit better",
  }),
});

export const knowledgeSchemas: JsonObject = {
  Document: shape(record),
  DocumentPage: page("data", ref("Document")),
  KeptDocument: shape({ ...record, ...same }, ["same_as"]),
  WholeDocument: shape(
    {
      ...record,
      ...same,
      content: { ...text, description: "As it was read, at most a million characters" },
      truncated: { ...flag, description: "There is more" },
    },
    ["same_as"],
  ),
  KnowledgeIndex: shape({
    documents: count,
    passages: count,
    vectors: {
      ...nullable(
        shape({
          model: text,
          done: count,
          wanted: count,
          left_out: { ...count, description: "Beyond the most that are kept" },
          last_error: nullable(text),
        }),
      ),
      description: "null: no endpoint for embeddings is configured",
    },
    rebuild: shape({
      running: flag,
      done: count,
      failed: { ...count, description: "Can no longer be read, and stay as they were" },
      started_at: nullable(time),
      finished_at: nullable(time),
    }),
  }),
  Retrieval: shape({
    looked_for: { ...list(text), description: "The words that were looked for" },
    passages: { ...list(passage), description: "What an answer would be given, best first" },
    candidates: { ...list(passage), description: "All that were looked at, best first" },
  }),
};
