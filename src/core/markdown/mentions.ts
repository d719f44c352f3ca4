// Feishu reads `<at …>` wherever it stands, in code too, and pages whom it names. No model may do that.

/** `<attr>`, `<atomic>` and `<atom:feed>` are other things. */
const MENTION = /<(?=\/?at(?![\p{L}\p{N}_:-]))/giu;
const ZERO_WIDTH_SPACE = "\u200b";

/** To be applied last: whatever is changed afterwards might spell a mention anew. */
export function neutraliseMentions(markdown: string): string {
  return markdown.replace(MENTION, `<${ZERO_WIDTH_SPACE}`);
}
