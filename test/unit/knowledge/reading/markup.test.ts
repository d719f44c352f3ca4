// Tags and texts of XML and HTML, whole and broken; every character is looked at once.
import { describe, expect, it } from "vitest";
import { decodeEntities } from "../../../../src/knowledge/reading/entities.ts";
import { attributeOf, piecesOf } from "../../../../src/knowledge/reading/markup.ts";

function shown(markup: string, language: "xml" | "html" = "xml"): string[] {
  return [...piecesOf(markup, language)].map((piece) => {
    if (piece.kind === "text") return piece.text;
    return piece.kind === "close" ? `/${piece.name}` : `<${piece.name}${piece.isEmpty ? "/" : ""}`;
  });
}

describe("pieces", () => {
  it.each([
    ["tags and text", "<a>x<b/>y</a>", ["<a", "x", "<b/", "y", "/a"]],
    ["comments and instructions", "<?xml v?><!DOCTYPE a><!-- <b> -->t", ["t"]],
    ["data", "<a><![CDATA[<b>&amp;]]></a>", ["<a", "<b>&amp;", "/a"]],
    ["a sign in an attribute", `<a t="1>2" u='>'>x</a>`, ["<a", "x", "/a"]],
    ["a quote in a bare attribute", "<a t=it's>x</a>", ["<a", "x", "/a"]],
    ["a sign that is no tag", "1 < 2 <3 <b>x", ["1 < 2 <3 ", "<b", "x"]],
    ["a tag without end", "x<a t='1", ["x"]],
    ["a comment without end", "x<!-- y", ["x"]],
  ])("%s", (_, markup, pieces) => {
    expect(shown(markup)).toEqual(pieces);
  });

  it("in HTML, a script and a title hold no tags", () => {
    expect(shown("<SCRIPT>if (a<b) '</p>'</SCRIPT >x<title>a <b> c</title>", "html")).toEqual([
      "<SCRIPT",
      "if (a<b) '</p>'",
      "/SCRIPT",
      "x",
      "<title",
      "a <b> c",
      "/title",
    ]);
  });

  it.each(["<", "<!--", "<a ", "<a b='", "<![CDATA[", "<script>", "&#", "<a b=\"'>"])(
    "two hundred thousand times %s comes to an end",
    (sign) => {
      // Were a character looked at again for each that follows, the suite's limit of seconds would end it.
      const pieces = [...piecesOf(sign.repeat(200_000), "html")];
      expect(pieces.length).toBeLessThanOrEqual(200_000);
    },
  );
});

describe("attributes", () => {
  it.each([
    [' w:val="1"', "w:val", "1"],
    [" a='x &amp; y' b=\"2\"", "a", "x & y"],
    [" data-w:val='1'", "w:val", null],
    [' w:val = "3" ', "w:val", "3"],
  ])("%s", (attributes, name, value) => {
    expect(attributeOf(attributes, name)).toBe(value);
  });
});

describe("entities", () => {
  it.each([
    ["&lt;&amp;&gt;&quot;&apos;", "<&>\"'"],
    ["&eacute;&Ouml;&ccedil;&scaron;", "éÖçš"],
    ["&#20013;&#x6587;&#x1F600;", "中文😀"],
    ["&euro;&mdash;&hellip;&nbsp;", "€—…\u00a0"],
    ["&unknown; &amp &; A&B;", "&unknown; &amp &; A&B;"],
    ["&#0;&#xd800;&#x110000;&#8;", ""],
    ["&constructor;&toString;", "&constructor;&toString;"],
  ])("%s", (text, decoded) => {
    expect(decodeEntities(text)).toBe(decoded);
  });
});
