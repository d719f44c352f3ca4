// The words of the files' page.
import { useWords } from "../../../shared/language.ts";

const en = {
  list: "Files",
  crumbs: "Folder",
  root: "All files",
  name: "Name",
  size: "Size",
  changed: "Changed",
  digest: "SHA-256",
  copyDigest: "Copy SHA-256",
  actions: "Actions",
  download: "Download",
  remove: "Delete",
  removeQuestion: "Delete this file?",
  removeMeaning: "It cannot be brought back. A backup that it belongs to is no longer whole.",
  folders: {
    "models/": "Model files: kept here, answers do not use them yet",
    "knowledge/": "Documents: kept here, answers do not use them yet",
    "logs/": "What the service wrote down",
    "backups/": "Backups of the conversations",
  } as Record<string, string>,
  empty: "This folder is empty.",
  emptyTodo: "Upload a file to begin with.",
  upload: "Upload",
  uploadTitle: "Upload files",
  folder: "Folder",
  folderHint: "Begins with models/, knowledge/ or backups/.",
  choose: "Files",
  drop: "or drop them anywhere on this page",
  start: "Upload",
  uploads: "Uploads",
  states: { waiting: "waiting", sending: "sending", done: "stored", failed: "failed", stopped: "stopped" },
  stop: "Stop",
  replaceQuestion: "Replace the file that is there?",
  replaceMeaning: "There is a file of this name. Its content goes and cannot be brought back.",
  replace: "Replace",
  checking: "checking",
};

const zh: typeof en = {
  list: "文件",
  crumbs: "目录",
  root: "全部文件",
  name: "名称",
  size: "大小",
  changed: "修改时间",
  digest: "SHA-256",
  copyDigest: "复制 SHA-256",
  actions: "操作",
  download: "下载",
  remove: "删除",
  removeQuestion: "删除这个文件？",
  removeMeaning: "删除后无法恢复。如果它属于某份备份，那份备份将不再完整。",
  folders: {
    "models/": "模型文件：仅保存在这里，回答暂不使用",
    "knowledge/": "文档：仅保存在这里，回答暂不使用",
    "logs/": "服务的日志",
    "backups/": "对话的备份",
  },
  empty: "这个目录是空的。",
  emptyTodo: "可以先上传一个文件。",
  upload: "上传",
  uploadTitle: "上传文件",
  folder: "目录",
  folderHint: "须以 models/、knowledge/ 或 backups/ 开头。",
  choose: "文件",
  drop: "也可以直接拖到本页面",
  start: "上传",
  uploads: "上传任务",
  states: { waiting: "等待中", sending: "上传中", done: "已保存", failed: "失败", stopped: "已停止" },
  stop: "停止",
  replaceQuestion: "替换已有的文件？",
  replaceMeaning: "已有同名文件。替换后原内容无法恢复。",
  replace: "替换",
  checking: "检查中",
};

const fileWords = { en, zh };

export function useFileWords() {
  return useWords(fileWords);
}
