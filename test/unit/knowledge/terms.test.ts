// The terms that a passage is found by, and the data of the library that is read when it is first needed.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLibraryLoader } from "../../../src/knowledge/library-data.ts";
import { compoundsOf, createSimplify, passageTerms } from "../../../src/knowledge/terms.ts";

const simplify = createSimplify("國国 這这 個个\n單单\t報报 銷销 後后");
const itself = (text: string) => text;

describe("traditional characters", () => {
  it.each([
    ["國", "国"],
    ["這個國家", "这个国家"],
    ["这个国家", "这个国家"],
    ["報銷 Report 報銷", "报销 Report 报销"],
    ["後", "后"],
    ["臺灣", "臺灣"],
    ["", ""],
    ["plain", "plain"],
    ["😀國😀", "😀国😀"],
    ["\u4dff國\ua000", "\u4dff国\ua000"],
  ])("%j is taken as %j", (text, simplified) => {
    expect(simplify(text)).toBe(simplified);
  });

  it("no pairs change nothing, and those beyond the common characters are passed over", () => {
    expect(createSimplify("")("國")).toBe("國");
    expect(createSimplify("ab 𠀋国 國国")("a𠀋國")).toBe("a𠀋国");
  });

  it("is the same done twice, and keeps the length of any text", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(..."國这個a😀 \u4e00\u9fff\uffff")), (signs) => {
        const text = signs.join("");
        const once = simplify(text);
        expect(simplify(once)).toBe(once);
        expect(once).toHaveLength(text.length);
      }),
      { numRuns: 150, seed: 20270328 },
    );
  });
});

describe("codes and words with a hyphen", () => {
  const codesOf = (text: string) => compoundsOf(text).map(({ whole }) => whole);

  it.each<[string, string[]]>([
    ["form a-17 is needed", ["a17"]],
    ["v2.3 and v2.10.1", ["v23", "v2101"]],
    ["2026/05/01", ["20260501"]],
    ["iso_9001", ["iso9001"]],
    ["covid-19, b-2", ["covid19", "b2"]],
    ["a-b-c and on/off", []],
    ["17 a", []],
    ["a17", []],
    ["-17 a- .5", []],
    ["a--17", []],
    ["(a-17)", ["a17"]],
    ["wi-fi, check-ins", ["wifi", "checkin"]],
    ["éa-17", ["a17"]],
    ["表a-17号", ["a17"]],
    ["a-17-", ["a17"]],
    [`${"a".repeat(30)}-${"1".repeat(9)}`, [`${"a".repeat(30)}${"1".repeat(9)}`]],
    [`${"a".repeat(30)}-${"1".repeat(10)}`, []],
    ["A-17", []],
    ["", []],
  ])("of %j: %j", (text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });

  it("a hundred thousand characters of them take linear time", () => {
    // Were a code looked at again from each of its characters, the suite's limit of seconds would end it.
    for (const part of ["a-", "1.", "a", "-", "a1-_", "1/"])
      expect(compoundsOf(part.repeat(100_000 / part.length))).toEqual([]);
  });
});

describe("terms of a passage", () => {
  const terms = (text: string) => passageTerms(text, simplify).split(" ");
  it.each<[string, string, string[]]>([
    ["words in lower case, by their stems", "Deploying SERVICES", ["deploy", "servic"]],
    ["Chinese in pairs, and the last character alone", "报销单", ["报销", "销单", "单"]],
    ["traditional as simplified", "報銷", ["报销", "销"]],
    ["codes as words and as one", "A-17", ["a", "17", "a17"]],
    ["full width as plain", "Ａ－１７", ["a", "17", "a17"]],
    ["both languages in their order", "报销 form", ["报销", "销", "form"]],
    ["a single character", "年", ["年"]],
    ["signs only", "!? — …", [""]],
  ])("%s", (_, text, expected) => {
    expect(terms(text)).toEqual(expected);
  });

  it.each([
    ["deploys the service", "Deployed the SERVICES"],
    ["報銷單", "报销单"],
    ["form A-17", "FORM a-17"],
    ["ﬁle", "file"],
    ["①", "1"],
  ])("%s and %s meet", (one, other) => {
    expect(passageTerms(one, simplify)).toBe(passageTerms(other, simplify));
  });

  it("hold nothing that a search would take for its syntax", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 60 }), (text) => {
        expect(passageTerms(text, itself)).not.toMatch(/["*():^\n]/);
      }),
      { numRuns: 300, seed: 20270329 },
    );
  });
});

describe("the library's data", () => {
  const file = {
    help: [{ id: "about", language: "en" as const, text: "# About\n\ntext" }],
    simplified: "國国",
    synonyms: "laptop, computer",
    weakWords: "thing",
  };

  function assets(answers: (() => Response)[]) {
    const asked: string[] = [];
    const fetch = async (address: string) => {
      asked.push(address);
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      if (answer === undefined) throw new Error("asked too often");
      return answer();
    };
    return { asked, load: createLibraryLoader({ fetch }) };
  }

  it("is read once, and is what was written", async () => {
    const { asked, load } = assets([() => Response.json(file)]);
    const data = await load();
    expect(data.help).toEqual(file.help);
    expect(data.lexicon.simplify("國")).toBe("国");
    expect(await load()).toBe(data);
    expect(asked).toEqual(["https://assets.local/library.json"]);
  });

  it.each<[string, () => Response]>([
    ["is not there", () => new Response("not found", { status: 404 })],
    ["cannot be given", () => new Response("{}", { status: 503 })],
    ["is no JSON", () => new Response("<html>")],
  ])("that %s is an error, and is asked for again", async (_, failing) => {
    const { asked, load } = assets([failing, () => Response.json(file)]);
    await expect(load()).rejects.toThrow();
    expect((await load()).help).toHaveLength(1);
    expect(asked).toHaveLength(2);
  });

  it("a call does not wait for another's answer, which might never come", async () => {
    let answer: (response: Response) => void = () => undefined;
    const never = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    let calls = 0;
    const fetch = () => {
      calls += 1;
      return calls === 1 ? never : Promise.resolve(Response.json(file));
    };
    const load = createLibraryLoader({ fetch });
    const first = load();
    expect((await load()).help).toHaveLength(1);
    answer(Response.json(file));
    expect((await first).lexicon.simplify("國")).toBe("国");
  });
});
