// Text that a model is to read and not to obey: each line marked as quoted, so that nothing in it can end the quotation.
export function quoteText(text: string): string {
  return text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => `> ${line}`)
    .join("\n");
}
