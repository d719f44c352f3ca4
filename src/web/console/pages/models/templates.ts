// What a new model file may begin as. Its model is left to be named: the service knows which there are.
import type { Language } from "../../../common/language.ts";
import type { ModelFile } from "./wire.ts";

export const TEMPLATES = ["handbook", "translator", "writer"] as const;
type Template = (typeof TEMPLATES)[number];

const EMPTY: ModelFile = { title: "", model: "", system_prompt: "" };

const FILES: Record<Template, Record<Language, ModelFile>> = {
  handbook: {
    en: {
      title: { en: "Company handbook", zh: "公司手册" },
      model: "",
      system_prompt:
        "You answer questions of colleagues from the company's documents, and from nothing else.\nIf the documents do not say it, say so, and name whom to ask.\nAnswer in the language of the question, in at most five sentences, with the number, date or limit first.",
      parameters: { temperature: 0.2 },
      suggestions: ["How many days of leave do I have?", "How do I hand in expenses?"],
      knowledge: true,
    },
    zh: {
      title: { en: "Company handbook", zh: "公司手册" },
      model: "",
      system_prompt:
        "你根据公司文档回答同事的问题，不使用其他来源。\n文档里没有的，就说没有，并说明可以问谁。\n用提问的语言回答，不超过五句，先给出数字、日期或限额。",
      parameters: { temperature: 0.2 },
      suggestions: ["年假有几天？", "怎样报销？"],
      knowledge: true,
    },
  },
  translator: {
    en: {
      title: { en: "Translator", zh: "翻译" },
      model: "",
      system_prompt:
        "You translate between Chinese and English. What comes in Chinese goes out in English, and the other way round.\nKeep names, figures and formatting. Give the translation alone.",
      knowledge: false,
      tools: false,
    },
    zh: {
      title: { en: "Translator", zh: "翻译" },
      model: "",
      system_prompt:
        "你在中文和英文之间翻译：中文译成英文，英文译成中文。\n保留人名、数字和格式。只给出译文。",
      knowledge: false,
      tools: false,
    },
  },
  writer: {
    en: {
      title: { en: "Plain writing", zh: "文字润色" },
      model: "",
      system_prompt:
        "You make texts shorter and clearer without changing what they say.\nUse short sentences and plain words. Give the text first, then in one line what you changed.",
      knowledge: false,
    },
    zh: {
      title: { en: "Plain writing", zh: "文字润色" },
      model: "",
      system_prompt:
        "你把文字改得更短、更清楚，不改变意思。\n多用短句和常用词。先给出改好的文字，再用一行说明改了什么。",
      knowledge: false,
    },
  },
};

export function templateOf(name: string | null, language: Language): ModelFile {
  const template = TEMPLATES.find((known) => known === name);
  return template === undefined ? EMPTY : FILES[template][language];
}
