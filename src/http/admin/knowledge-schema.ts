// What may be said of a document. The API's description is made from these same schemas.
import * as v from "valibot";

const PRINTABLE = v.regex<string, string>(/^[^\p{Cc}]*$/u, "must hold no control characters");

function word(longest: number) {
  return v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, "must not be empty"),
    v.maxLength(longest, `must have at most ${longest} characters`),
    PRINTABLE,
  );
}

const title = word(200);

const tags = v.pipe(
  v.array(v.pipe(word(50), v.regex(/^[^,]*$/, "must hold no comma"))),
  v.maxLength(20, "must be at most 20"),
  v.transform((names) => [...new Set(names)]),
);

const url = v.pipe(
  word(2_000),
  v.check(isWebAddress, "must be an http or https address, without a user name or password"),
);

function isWebAddress(text: string): boolean {
  const address = URL.parse(text);
  return address !== null && /^https?:$/.test(address.protocol) && address.username + address.password === "";
}

/** Of a document that is sent as JSON: what it holds is text. */
export const documentSchema = v.object({
  title,
  content: v.string(),
  format: v.nullish(
    v.picklist(
      ["markdown", "text", "html", "csv"],
      'must be "markdown", "text", "html" or "csv"; send a PDF or DOCX file as the body itself',
    ),
  ),
  tags: v.nullish(tags),
  url: v.nullish(url),
});

/** Of a file that is sent as it is, in the address. */
export const fileFactsSchema = v.object({
  title: v.nullish(title),
  format: v.nullish(
    v.picklist(
      ["markdown", "text", "html", "csv", "pdf", "docx"],
      'must be "markdown", "text", "html", "csv", "pdf" or "docx"',
    ),
  ),
  tags: v.nullish(tags),
  url: v.nullish(url),
  filename: v.nullish(word(300)),
});

export const documentChangeSchema = v.object({
  title: v.optional(title),
  tags: v.optional(tags),
  url: v.nullish(url),
});

const question = word(2_000);

export const knowledgeSearchSchema = v.object({
  question,
  /** Asked before in the same conversation, newest first. */
  before: v.nullish(v.pipe(v.array(question), v.maxLength(10, "must be at most 10"))),
  tags: v.nullish(tags),
  limit: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20))),
});
