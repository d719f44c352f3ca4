// Pages as people and programs write them: elements, end tags left out, what is hidden, tables, lists, broken nesting.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, outcomeOf, readMarkdown, utf8 } from "./reading-of.ts";

const page = (html: string) => readMarkdown(utf8(html), { format: "html" });
const textOf = async (html: string) => (await page(html)).text;

describe("blocks", () => {
  it.each([
    ["paragraphs without end tags", "<p>one<p>two<p>three", "one\n\ntwo\n\nthree"],
    ["text beside elements", "before<p>in</p>after", "before\n\nin\n\nafter"],
    [
      "words marked within a paragraph",
      "<p>a <b>b</b><i>c</i> <a href=x>d</a> <code>e</code></p>",
      "a bc d e",
    ],
    ["white space of the source", "<p>\n  one\n\t two   three\n</p>", "one two three"],
    ["lines that are parted on purpose", "<p>one<br>two<br/>three<BR>four</p>", "one\ntwo\nthree\nfour"],
    ["a non-breaking space", "<p>10&nbsp;%</p>", "10 %"],
    [
      "blocks within blocks",
      "<div><section><p>one</p></section>two<footer>three</footer></div>",
      "one\n\ntwo\n\nthree",
    ],
    [
      "a list of terms",
      "<dl><dt>Leave<dd>20 days<dt>Pay<dd>monthly</dl>",
      "Leave\n\n20 days\n\nPay\n\nmonthly",
    ],
    ["a quotation", "<blockquote>quoted <em>words</em></blockquote>said", "quoted words\n\nsaid"],
    ["what folds out", "<details><summary>Why?</summary>Because.</details>", "Why?\n\nBecause."],
    ["a caption of a figure", "<figure><img src=a.png><figcaption>Plan A</figcaption></figure>", "Plan A"],
    ["a line across", "one<hr>two", "one\n\ntwo"],
    ["upper case names", "<P>one</P><DIV>two</DIV>", "one\n\ntwo"],
    ["elements that nobody knows", "<my-app><p>one</p><x:y>two</x:y></my-app>", "one\n\ntwo"],
    ["names of objects' own as elements", "<constructor>one</constructor><toString>two", "onetwo"],
    ["signs that are no tags", "<p>1 < 2 && 3 > 2 <3</p>", "1 < 2 && 3 > 2 <3"],
    [
      "entities without and with a point",
      "<p>&lt;b&gt; &amp;amp; &copy 2026 &#x4f60;</p>",
      "<b> &amp; &copy 2026 你",
    ],
    ["data of XML is text", "<p><![CDATA[a < b]]></p>", "a < b"],
    ["a comment that ends at once", "<p>one<!-->two<!--->three</p>", "onetwothree"],
    [
      "conditional comments",
      "<!--[if mso]><p>no</p><![endif]--><!--[if !mso]><!--><p>yes</p><!--<![endif]-->",
      "yes",
    ],
    ["soft hyphens and widthless spaces", "<p>hand&shy;book hand&#8203;book</p>", "handbook handbook"],
  ])("%s", async (_, html, expected) => {
    expect(await textOf(html)).toBe(expected);
  });
});

describe("headings and titles", () => {
  it.each<[string, string, string | null, string]>([
    [
      "a title beside a heading",
      "<title>Handbook | Acme</title><h1>Handbook</h1>x",
      "Handbook | Acme",
      "# Handbook\n\nx",
    ],
    [
      "the first heading where there is no title",
      "<h2>A</h2><h1>B <i>C</i></h1>x",
      "B C",
      "## A\n\n# B C\n\nx",
    ],
    ["an empty title", "<title> </title><h1>B</h1>x", "B", "# B\n\nx"],
    ["no heading of the first level", "<h2>A</h2>x", null, "## A\n\nx"],
    ["a title of a drawing", "<svg><title>icon</title></svg><h1>B</h1>x", "B", "# B\n\nx"],
    ["two titles", "<title>A</title><title>B</title>x", "A", "x"],
    ["tags and entities in a title", "<title>a <b> &amp; c</title>x", "a <b> & c", "x"],
    [
      "several first headings are a level deeper",
      "<h1>A</h1>x<h1>B</h1><h2>C</h2>y",
      "A",
      "## A\n\nx\n\n## B\n\n### C\n\ny",
    ],
    ["a sixth level stays there", "<h1>A</h1><h1>B</h1><h6>C</h6>y", "A", "## A\n\n## B\n\n###### C\n\ny"],
    ["a break within a heading", "<h1>A<br>B</h1>x", "A B", "# A B\n\nx"],
    ["an empty heading is none", "<h1></h1><h2> </h2>x", null, "x"],
    ["a block within a heading", "<h1><div>A</div></h1>x", "A", "# A\n\nx"],
    ["a heading left open", "<h1>A<p>x", "A", "# A\n\nx"],
  ])("%s", async (_, html, title, text) => {
    expect(await page(html)).toEqual({ title, text });
  });
});

describe("lists", () => {
  it.each([
    ["end tags left out", "<ul><li>a<li>b<li>c</ul>", "- a\n- b\n- c"],
    ["numbers", "<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"],
    ["numbers go on behind an inner list", "<ol><li>a<ul><li>x</ul><li>b</ol>", "1. a\n  - x\n2. b"],
    [
      "numbers begin again in another list",
      "<ol><li>a</ol><p>between<ol><li>b</ol>",
      "1. a\n\nbetween\n\n1. b",
    ],
    ["paragraphs in items", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n- b"],
    ["a second paragraph of an item", "<ul><li><p>a</p><p>more</p></li></ul>", "- a\n\nmore"],
    ["three levels", "<ul><li>a<ul><li>b<ul><li>c</ul></ul></ul>", "- a\n  - b\n    - c"],
    ["an item without a list", "<li>a</li><li>b</li>", "- a\n- b"],
    ["a menu", "<menu><li>a<li>b</menu>", "- a\n- b"],
    ["signs that were typed", "<ul><li>• a<li>- b<li>1) c</ul>", "- a\n- b\n1) c"],
    ["empty items", "<ul><li><li>a<li> </ul>", "- a"],
    ["an end of a list that never began", "</ul></ol><ul><li>a</ul>", "- a"],
    ["a break within an item", "<ul><li>a<br>b</ul>", "- a b"],
  ])("%s", async (_, html, expected) => {
    expect(await textOf(html)).toBe(expected);
  });

  it("a hundred levels are not indented without end", async () => {
    const text = await textOf(`${"<ul><li>".repeat(100)}deep`);
    expect(text).toBe(`${" ".repeat(16)}- deep`.trim());
  });
});

describe("tables", () => {
  const grid = (...rows: string[]) => [rows[0], "| --- | --- |", ...rows.slice(1)].join("\n");
  it.each([
    ["end tags left out", "<table><tr><th>a<th>b<tr><td>c<td>d</table>", grid("| a | b |", "| c | d |")],
    [
      "parts of a table",
      "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table>",
      grid("| a | b |", "| c | d |"),
    ],
    [
      "a caption comes first",
      "<table><caption>C</caption><tr><td>a<td>b</table>",
      `C\n\n${grid("| a | b |")}`,
    ],
    ["a table left open", "<table><tr><td>a<td>b", grid("| a | b |")],
    ["text around it", "x<table><tr><td>a<td>b</table>y", `x\n\n${grid("| a | b |")}\n\ny`],
    ["one column", "<table><tr><td>a<tr><td>b</table>", "a\n\nb"],
    ["a list in a cell", "<table><tr><td>a<td><ul><li>b<li>c</ul></table>", grid("| a | b c |")],
    ["a heading in a cell", "<table><tr><th><h2>a</h2><th>b</table>", grid("| a | b |")],
    ["a table in a cell", "<table><tr><td>a<td><table><tr><td>b</table></table>", grid("| a | b |")],
    ["rows of unequal length", "<table><tr><td>a<td>b<tr><td>c</table>", grid("| a | b |", "| c |  |")],
    ["a cell without a row is text", "<table><td>a</table>", "a"],
    ["signs of Markdown in a cell", "<table><tr><td>a|b<td>c</table>", grid("| a\\|b | c |")],
    ["a break in a cell", "<table><tr><td>a<br>b<td>c</table>", grid("| a b | c |")],
    ["an empty table", "x<table></table>y", "x\n\ny"],
    ["a row outside of any table", "<p>before</p><tr><td>a</td></tr>after", "before\n\na\n\nafter"],
    ["a cell outside of any table", "<p>before</p><td>a", "before\n\na"],
    ["an end of a table that never began", "<p>before</p></table>after", "before\n\nafter"],
    [
      "one end of a table too many",
      "<p>before</p><table><tr><td>a<td>b</table></table>after",
      `before\n\n${grid("| a | b |")}\n\nafter`,
    ],
  ])("%s", async (_, html, expected) => {
    expect(await textOf(html)).toBe(expected);
  });

  it("a cell over two columns keeps what stands behind it under its own head", async () => {
    const head = "<tr><th>City<th>Hotel<th>Meals";
    expect(await textOf(`<table>${head}<tr><td colspan="2">anywhere<td>80</table>`)).toBe(
      "| City | Hotel | Meals |\n| --- | --- | --- |\n| anywhere |  | 80 |",
    );
    const text = await textOf(
      `<table>${head}<tr><td>anywhere<td colspan="2">none<tr><td>Rome<td>90<td>80</table>`,
    );
    expect(text.split("\n").slice(2)).toEqual(["| anywhere | none |  |", "| Rome | 90 | 80 |"]);
    expect((await textOf(`<table>${head}<tr><td colspan=999999999>a<td>b</table>`)).length).toBeLessThan(
      20_000,
    );
  });

  it("tables in tables keep all their words, at any depth", async () => {
    const text = await textOf(
      `${Array.from({ length: 60 }, (_, depth) => `<table><tr><td>word${depth}<td>`).join("")}core${"</table>".repeat(60)}end`,
    );
    for (let depth = 0; depth < 60; depth += 1) expect(text).toMatch(new RegExp(`word${depth}\\b`));
    expect(text).toContain("core");
    expect(text.endsWith("end")).toBe(true);
  });
});

describe("code", () => {
  it.each([
    ["lines and indents stay", "<pre>if (a) {\n    b();\n}</pre>", "```\nif (a) {\n    b();\n}\n```"],
    ["the first line break is none", "<pre>\na\n</pre>", "```\na\n```"],
    [
      "marks within it are no part of it",
      '<pre><code class="js"><span>let</span> a;</code></pre>',
      "```\nlet a;\n```",
    ],
    ["a break within it", "<pre>a<br>b</pre>", "```\na\nb\n```"],
    ["entities are characters", "<pre>&lt;b&gt; &amp;</pre>", "```\n<b> &\n```"],
    ["an empty one is nothing", "a<pre> \n </pre>b", "a\n\nb"],
  ])("%s", async (_, html, expected) => {
    expect(await textOf(html)).toBe(expected);
  });
});

describe("what a reader does not see", () => {
  it.each([
    "<script>x</script>",
    '<script type="text/template"><p>x</p></script>',
    "<style>p { content: 'x' }</style>",
    "<template><p>x</p></template>",
    "<noscript>x</noscript>",
    "<nav>x<nav>x</nav>x</nav>",
    "<svg><text>x</text></svg>",
    "<math><mi>x</mi></math>",
    "<iframe src=a>x</iframe>",
    "<object data=a>x</object>",
    "<select><option>x<option>x</select>",
    "<datalist><option>x</datalist>",
    "<button>x</button>",
    "<textarea>x <p>x</textarea>",
    "<div hidden>x<div>x</div>x</div>",
    '<div class="a" hidden="">x</div>',
    "<div hidden=until-found>x</div>",
    '<span aria-hidden="true">x</span>',
    '<span hidden aria-hidden="false">x</span>',
    "<!-- x <p>x</p> -->",
    "<?php x ?>",
    "<!DOCTYPE x>",
    '<input value="x" hidden>',
    '<img alt="x" src="x">',
  ])("%s is left out, and the text behind it stays", async (html) => {
    expect(await textOf(`<p>be${html}fore</p><p>after</p>`)).toBe("before\n\nafter");
  });

  it.each([
    '<div data-hidden="1">x</div>',
    '<div class="hidden">x</div>',
    "<div title='a hidden thing'>x</div>",
    '<span aria-hidden="false">x</span>',
    "<div overflow-hidden>x</div>",
    "<label>x</label>",
    "<option>x</option>",
  ])("%s is shown", async (html) => {
    expect(await textOf(`<section>${html}</section>`)).toBe("x");
  });

  it.each([
    ["a drawing that ends at once", '<p>a<svg class="icon"/>b</p><p>after</p>', "ab\n\nafter"],
    ["a drawing in a drawing that ends at once", "<p>a<svg><svg/><g/></svg>b</p><p>after</p>", "ab\n\nafter"],
    ["a formula that ends at once", "<p>a<math/>b</p><p>after</p>", "ab\n\nafter"],
    ["a hidden paragraph without an end tag", "<p hidden>x<p>after", "after"],
    ["a paragraph behind two hidden ones", "<p hidden>x<p hidden>x<p>after</p>", "after"],
    ["ends of elements that never began", "</nav></script></div><p>after", "after"],
  ])("%s hides nothing behind it", async (_, html, expected) => {
    expect(await textOf(html)).toBe(expected);
  });
});

describe("the encoding of a page", () => {
  const gbk = "\xc4\xea\xbc\xd9";
  it.each([
    ["a meta element", `<meta charset="gbk"><p>${gbk}`, null],
    [
      "a meta element of old",
      `<meta http-equiv=Content-Type content='text/html; charset=gb2312'><p>${gbk}`,
      null,
    ],
    ["the sender", `<p>${gbk}`, "text/html; charset=GBK"],
    ["the sender, before the page", `<meta charset="big5"><p>${gbk}`, 'text/html;charset="gb18030"'],
    ["its bytes, where it says none", `<p>${gbk.repeat(8)}`, null],
    ["its bytes, where it says one that nobody knows", `<meta charset="klingon"><p>${gbk.repeat(8)}`, null],
  ])("is that of %s", async (_, html, contentType) => {
    expect((await readMarkdown(bytesOf(html), { contentType, fileName: "a.html" })).text).toMatch(
      /^(?:年假)+$/,
    );
  });

  it("is UTF-8 if the bytes are, whatever the page says", async () => {
    expect(await textOf('<meta charset="gbk"><p>年假')).toBe("年假");
  });

  it("is not looked for beyond the first kilobyte", async () => {
    const late = `<!--${" ".repeat(1100)}--><meta charset="big5"><p>caf\xe9, costs and opening hours of it`;
    expect((await readMarkdown(bytesOf(late), { format: "html" })).text).toBe(
      "café, costs and opening hours of it",
    );
  });
});

it.each([
  ["a page of nothing but a script", "<script>document.write('x')</script>"],
  ["a page of nothing but navigation", "<nav>Home</nav><title>T</title>"],
  ["a page of nothing but tags", "<html><body><div></div></body></html>"],
])("%s is refused as empty", async (_, html) => {
  expect(await outcomeOf(utf8(html), { format: "html" })).toBe("empty_document");
});

describe("whatever a page is made of", () => {
  const names = "p div h1 ul ol li table tr td pre b br hr section dl dt caption".split(" ");
  const piece = fc.oneof(
    fc.constantFrom(...names.map((name) => `<${name}>`)),
    fc.constantFrom(...names.map((name) => `</${name}>`)),
    fc.constantFrom(" ", "\n", "<!-- c -->", "&amp;"),
  );

  it("each of its words is in the text, once and in their order where there is no table", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const html = pieces.map((part, index) => `${part}word${index};`).join("");
        const words = (await textOf(`${html}end`)).match(/word\d+;/g) ?? [];
        const expected = pieces.map((_, index) => `word${index};`);
        expect(html.includes("<t") || html.includes("<caption") ? words.toSorted() : words).toEqual(
          html.includes("<t") || html.includes("<caption") ? expected.toSorted() : expected,
        );
      }),
      { numRuns: 250, seed: 20270304 },
    );
  });

  it("text that is escaped comes back as it was", async () => {
    const escaped = (text: string) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[a-z&<>"'!中é;#/=-]{1,40}$/), async (text) => {
        expect(await textOf(`<p>${escaped(text)}</p>`)).toBe(text);
      }),
      { numRuns: 120, seed: 20270305 },
    );
  });
});
