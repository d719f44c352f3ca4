// Emphasis in Chinese: literal stars become emphasis for every reader of CommonMark, and nothing else changes.
import fc from "fast-check";
import { marked } from "marked";
import { describe, expect, it, test } from "vitest";
import { mendStrong } from "../../../../src/core/markdown/strong.ts";
import { answer, anyText, SEED, scraps } from "./texts.ts";

/** As any reader of CommonMark would show it. */
const shown = (text: string) => marked.parse(text, { async: false, gfm: true });

describe("punctuation", () => {
  test.each([
    ["**注意：**请先登录", "**注意**：请先登录"],
    ["**注意！！：**请", "**注意**！！：请"],
    ["请看**“标题”**这里", "请看“**标题**”这里"],
    ["请看**“标题”**。", "请看“**标题**”。"],
    ["请看**“标题”：**这里", "请看“**标题**”：这里"],
    ["版本**（测试版）**已发布", "版本（**测试版**）已发布"],
    ["请求abc**（注）**def", "请求abc（**注**）def"],
    ["这是**「重点」**内容", "这是「**重点**」内容"],
    ["这是**《书》**和**（乙）**丙", "这是《**书**》和（**乙**）丙"],
    ["**第一，**第二，**第三。**完", "**第一**，第二，**第三**。完"],
    ["**注意（重要）：**请", "**注意（重要）**：请"],
    ["**Note：**please", "**Note**：please"],
    ["**Note:**请登录", "**Note**:请登录"],
    ["増加**します。**次に", "増加**します**。次に"],
    ["**중요:**확인", "**중요**:확인"],
    ["***重要！***请读", "***重要***！请读"],
    ["~~旧价：~~新价", "~~旧价~~：新价"],
    ["__注意：__请登录", "__注意__：请登录"],
    ["请看__“标题”__这里", "请看“__标题__”这里"],
    ["*注意：*请登录", "*注意*：请登录"],
    ["# **一、**开始", "# **一**、开始"],
    ["- **甲：**乙\n- **丙：**丁", "- **甲**：乙\n- **丙**：丁"],
    ["| **甲：**乙 |\n|---|\n| **丙：**丁 |", "| **甲**：乙 |\n|---|\n| **丙**：丁 |"],
    ["> **注意：**请\n> **再：**请", "> **注意**：请\n> **再**：请"],
    ["**跨行的\n强调：**结束", "**跨行的\n强调**：结束"],
  ])("moves outward: %s", (text, mended) => {
    expect(mendStrong(text)).toBe(mended);
    expect(mendStrong(text.replaceAll("\n", "\r\n"))).toBe(mended.replaceAll("\n", "\r\n"));
    expect(shown(text)).toMatch(/\*\*|~~|__|\*/);
    expect(shown(mended)).not.toMatch(/\*\*|~~|__|\*/);
  });

  test.each([
    ["先**`npm start`**再打开", "先 **`npm start`** 再打开"],
    ["**[链接](http://a.cn/x)**请看", "**[链接](http://a.cn/x)** 请看"],
    ["**价格(元)**按月计", "**价格(元)** 按月计"],
    ["**“甲”和“乙”**丙", "**“甲”和“乙”** 丙"],
    ["**100%**的人", "**100%** 的人"],
    ["**C++**语言", "**C++** 语言"],
    ["**重要🎉**请", "**重要🎉** 请"],
    ["**_重要：_**请", "**_重要：_** 请"],
    ["**foo\\!**请", "**foo\\!** 请"],
  ])("that must stay gets a space beside the marks: %s", (text, mended) => {
    expect(mendStrong(text)).toBe(mended);
    expect(shown(text)).toContain("**");
    expect(shown(mended)).not.toContain("**");
  });
});

describe("text that is right", () => {
  test.each([
    "**重点**：请先登录",
    "用**API**调用",
    "**Note:** please sign in",
    "a **“quoted”** word",
    "“**引用**”的部分",
    "**第一**，**第二**。",
    "snake_case_name 和 __init__.py",
    "乘积是 3*4*5。",
    "长*（宽+高）*2",
    "价格*：100元，数量*：5",
    "x**(y+1)**2",
    "2**3 = 8, 3**2 = 9",
    "用时3~5天，最多7~8天",
    "a ** b ** c",
    "**没有结束：",
    "没有开始：**请",
    "**！！**啊",
    "**《》**啊",
    "\\**注意：**请",
    "`**注意：**请`",
    "``**注意：**请 ` ``",
    "```\n**注意：**请\n```",
    "~~~\n**注意：**请\n~~~",
    "> ```\n> **注意：**请\n> ```",
    "[文档](http://x/**注意：**请)",
    "<https://x/**注意：**请>",
    "**注意：\n\n**请登录",
    "- **注意：\n- **请登录",
  ])("stays as it is: %s", (text) => {
    expect(mendStrong(text)).toBe(text);
  });

  it("without Chinese stays as it is", () => {
    const unit = fc.constantFrom(
      "a",
      "B2",
      " ",
      "**",
      "*",
      "__",
      "~~",
      "(",
      ")",
      '"',
      ":",
      ".",
      "`",
      "\n",
      "👍",
      "é",
    );
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        expect(mendStrong(units.join(""))).toBe(units.join(""));
      }),
      { ...SEED, numRuns: 500 },
    );
  });
});

const marksOf = (text: string) => [...text.replace(/\s/g, "")].sort().join("");

it("only moves characters, and adds none but spaces", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(marksOf(mendStrong(text))).toBe(marksOf(text));
    }),
    { ...SEED, numRuns: 500 },
  );
});

it("mends an answer once and for all", () => {
  const strong = fc.constantFrom(
    "**注意：**请",
    "看**“题”**吧",
    "**`x`**再",
    "**甲**，",
    "文字",
    " ",
    "。",
    "**Note:** a ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        answer,
        fc.array(strong).map((parts) => parts.join("")),
      ),
      (text) => {
        expect(mendStrong(mendStrong(text))).toBe(mendStrong(text));
      },
    ),
    { ...SEED, numRuns: 500 },
  );
});

it("leaves no letter on another side of a mark", () => {
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}*_~]/gu, "");
  fc.assert(
    fc.property(scraps, (text) => {
      expect(letters(mendStrong(text))).toBe(letters(text));
    }),
    { ...SEED, numRuns: 500 },
  );
});
