// Documents read in the runtime itself: HTML by its HTMLRewriter, archives and PDF streams by its decompression.
import { describe, expect, test } from "vitest";
import { readDocument } from "../../src/knowledge/reading/read-document.ts";
import pdf from "../fixtures/documents/chromium.pdf?url&inline";
import docx from "../fixtures/documents/libreoffice.docx?url&inline";

const unknown = { format: null, contentType: null, fileName: null };

function bytesOf(dataAddress: string): Uint8Array {
  return Uint8Array.from(atob(dataAddress.slice(dataAddress.indexOf(",") + 1)), (sign) => sign.charCodeAt(0));
}

async function readHtml(html: string): Promise<{ title: string | null; text: string }> {
  const reading = await readDocument(new TextEncoder().encode(html), { ...unknown, format: "html" });
  if (!reading.ok || reading.value.content.kind !== "markdown") throw new Error(JSON.stringify(reading));
  return { title: reading.value.title, text: reading.value.content.text };
}

describe("HTML", () => {
  test("headings, lists, tables and code become Markdown, entities characters", async () => {
    const { title, text } = await readHtml(`<!doctype html><title>R&amp;D &#8212; 手册</title>
      <h1>Hand&shy;book</h1><p>One &lt;two&gt;
      three&nbsp;four &eacute;&#x4e2d;<br>next line</p>
      <h2>Rules</h2>between<ul><li>first<li><b>sec</b>ond<ol><li>inner<li>other</ol></ul>
      <table><caption>Prices</caption><tr><th>Plan<th>A | B<tr><td><p>Small</p><p>one</p><td>9 €<tr><td>Large</table>
      <pre>if (a &lt; b)
    run();</pre>after <a href="https://example.com">the link</a>.`);
    expect(title).toBe("R&D — 手册");
    expect(text).toBe(
      [
        "# Handbook",
        "One <two> three four é中\nnext line",
        "## Rules",
        "between",
        "- first\n- second\n  1. inner\n  2. other",
        "Prices",
        "| Plan | A \\| B |\n| --- | --- |\n| Small one | 9 € |\n| Large |  |",
        "```\nif (a < b)\n    run();\n```",
        "after the link.",
      ].join("\n\n"),
    );
  });

  test("what a reader does not see is left out, and broken nesting loses nothing else", async () => {
    const { text } = await readHtml(
      `<nav>Home</nav><style>p{}</style><script>var a = "<p>no</p>"</script><template><p>no</p></template>
       <noscript>no</noscript><p hidden>no<nav>no</nav>no</p><input hidden><p aria-hidden="true">no</p><div>kept <i>un<b>closed</div><p>end <!-- no -->`,
    );
    expect(text).toBe("kept unclosed\n\nend");
  });

  test("an encoding that the page names is believed, a page without words refused", async () => {
    const page = '<meta charset="big5"><p>\xa4\xa4\xa4\xe5</p>';
    const bytes = Uint8Array.from(page, (sign) => sign.charCodeAt(0));
    expect(await readDocument(bytes, { ...unknown, fileName: "a.html" })).toMatchObject({
      value: { format: "html", content: { text: "中文" } },
    });
    const empty = new TextEncoder().encode("<p><img src=a.png></p>");
    expect(await readDocument(empty, { ...unknown, format: "html" })).toMatchObject({
      failure: { code: "empty_document" },
    });
  });

  test("a page of 100 000 elements, one of them with a picture of megabytes, is read", async () => {
    const picture = `<img src="data:image/png;base64,${"A".repeat(4_000_000)}">`;
    const { text } = await readHtml(`${picture}<div>${"<p>Some <b>words</b>.</p>".repeat(50_000)}</div>`);
    expect(text.split("\n\n")).toHaveLength(50_000);
  });
});

test("a DOCX by LibreOffice and a PDF by Chromium are read whole", async () => {
  const title = "员工手册 Handbook";
  const word = await readDocument(bytesOf(docx), unknown);
  expect(word).toMatchObject({ ok: true, value: { format: "docx", title } });
  const printed = await readDocument(bytesOf(pdf), unknown);
  expect(printed).toMatchObject({ ok: true, value: { format: "pdf", title } });
  const texts = [word, printed].map((reading) =>
    reading.ok && reading.value.content.kind === "markdown" ? reading.value.content.text.split("\n\n") : [],
  );
  expect(texts[0]?.at(-1)).toContain("在 2 小时内拨打 8008 报告 IT 服务台。");
  expect(texts[1]?.at(-1)).toBe(texts[0]?.at(-1));
});
