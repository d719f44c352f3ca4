// The words of the knowledge's list.
import { useWords } from "../../../common/language.ts";

const documents = (count: string) => (count === "1" ? "1 document" : `${count} documents`);
const passages = (count: string) => (count === "1" ? "1 passage" : `${count} passages`);

const en = {
  views: "Views",
  list: "Documents",
  tryTab: "Try a question",
  search: "Search titles and ids",
  tag: "Tag",
  allTags: "All tags",
  write: "Write one",
  title: "Title",
  format: "Format",
  formats: { markdown: "Markdown", text: "Text", html: "HTML", csv: "CSV", pdf: "PDF", docx: "DOCX" },
  tags: "Tags",
  passages: "Passages",
  size: "Size",
  changed: "Changed",
  empty: "There is no document yet.",
  emptyTodo:
    "Drop the company handbook onto this page. Answers draw on it from the next question on, with or without a model.",
  noMatch: "No document fits these filters.",
  counts: (all: string, parts: string) => `${documents(all)}, ${passages(parts)}`,
  vectors: (done: string, wanted: string) => `meanings of ${done} of ${wanted} passages`,
  vectorsAll: "found by words and by meaning",
  vectorsNone: "found by their words",
  leftOut: (count: string) => `${passages(count)} without a meaning: more than are kept`,
  vectorsFailed: "Meanings could not be made; this is tried again by itself.",
  rebuild: "Index anew",
  rebuildMeaning: "Makes the index of all documents anew from their originals",
  rebuilding: (done: string, all: string) => `indexing anew: ${done} of ${all}`,
  rebuilt: (done: string) => `${documents(done)} indexed anew`,
  rebuildFailed: (count: string) => `${documents(count)} could not be read any more and stayed as they were`,
};

const zh: typeof en = {
  views: "视图",
  list: "文档",
  tryTab: "试问",
  search: "搜索标题和编号",
  tag: "标签",
  allTags: "全部标签",
  write: "写一篇",
  title: "标题",
  format: "格式",
  formats: { markdown: "Markdown", text: "文本", html: "HTML", csv: "CSV", pdf: "PDF", docx: "DOCX" },
  tags: "标签",
  passages: "段落",
  size: "大小",
  changed: "修改时间",
  empty: "还没有文档。",
  emptyTodo: "把公司手册拖到本页。从下一个问题起，不论有没有接入模型，回答都会以它为依据。",
  noMatch: "没有符合筛选条件的文档。",
  counts: (all, parts) => `${all} 份文档，${parts} 个段落`,
  vectors: (done, wanted) => `语义向量 ${done} / ${wanted}`,
  vectorsAll: "按字词和语义查找",
  vectorsNone: "按字词查找",
  leftOut: (count) => `${count} 个段落超出上限，没有语义向量`,
  vectorsFailed: "语义向量没能生成，稍后会自动重试。",
  rebuild: "重建索引",
  rebuildMeaning: "用原文件重新生成全部文档的索引",
  rebuilding: (done, all) => `正在重建索引：${done} / ${all}`,
  rebuilt: (done) => `已重建 ${done} 份文档的索引`,
  rebuildFailed: (count) => `${count} 份文档已无法读取，保持原样`,
};

const knowledgeWords = { en, zh };

export function useKnowledgeWords() {
  return useWords(knowledgeWords);
}
