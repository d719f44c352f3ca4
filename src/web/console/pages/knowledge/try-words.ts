// The words of trying a question.
import { useWords } from "../../../common/language.ts";

const passages = (count: number) => (count === 1 ? "1 passage" : `${count} passages`);

const en = {
  question: "Question",
  scope: "Among documents tagged",
  everywhere: "All documents",
  before: "Asked before in the same conversation",
  beforeHint:
    "One question a line, the latest first. “And for interns?” means nothing alone; with what was asked before it does.",
  find: "Find",
  intro:
    "See which passages a question finds, and why: the best five are what an answer is given. No model is asked.",
  nothing: "Nothing was found: no document holds a word of this question.",
  refused: "No passage speaks of what is asked. An answer says so instead of guessing.",
  refusedTodo: "Below is what was looked at, and why it was left out.",
  chosen: (count: number) => `An answer is given ${passages(count)}.`,
  lookedFor: "Looked for",
  list: "Passages, best first",
  covers: (share: string) => `covers ${share} of the question`,
  matched: "Found by",
  byWords: (rank: number) => `place ${rank} by words`,
  byMeaning: (rank: number) => `place ${rank} by meaning`,
  given: (number: number) => `given as [${number}]`,
  leftOut: {
    unfit: "left out: shares words, but speaks of something else",
    repeated: "left out: the same text stands above",
    surplus: "left out: five others fit better",
  },
  more: (count: number) => `Show ${count} more that were left out`,
};

const zh: typeof en = {
  question: "问题",
  scope: "限定标签",
  everywhere: "全部文档",
  before: "同一对话中之前问过的",
  beforeHint: "每行一个问题，最近的在最前。“那实习生呢？”单独看没有意义，结合前面的问题才有。",
  find: "查找",
  intro: "看一个问题能找到哪些段落，以及原因：最好的五段会交给回答使用。这里不调用模型。",
  nothing: "什么也没找到：没有文档包含这个问题里的词。",
  refused: "没有段落谈到所问的内容。这时会如实说没有，而不是猜测。",
  refusedTodo: "下面是查看过的段落，以及没有采用的原因。",
  chosen: (count) => `有 ${count} 个段落会交给回答使用。`,
  lookedFor: "查找的词",
  list: "段落，由好到差",
  covers: (share) => `覆盖问题的 ${share}`,
  matched: "命中",
  byWords: (rank) => `字词第 ${rank}`,
  byMeaning: (rank) => `语义第 ${rank}`,
  given: (number) => `作为 [${number}] 使用`,
  leftOut: {
    unfit: "未采用：有相同的词，但说的是别的事",
    repeated: "未采用：与上面的文字相同",
    surplus: "未采用：已有五段更合适",
  },
  more: (count) => `再显示 ${count} 个未采用的段落`,
};

const tryWords = { en, zh };

export function useTryWords() {
  return useWords(tryWords);
}
