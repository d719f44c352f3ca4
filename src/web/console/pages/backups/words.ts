// The words of the backups' page.
import { useWords } from "../../../common/language.ts";

const en = {
  list: "Backups, newest first",
  made: "Made",
  status: "Status",
  statuses: { running: "Running", complete: "Complete", failed: "Failed" },
  jobs: { backup: "Being made", verify: "Being verified", restore: "Being restored" },
  progress: (done: string, total: string) => `${done} of ${total} rows`,
  trigger: "By",
  triggers: { daily: "daily run", manual: "operator" },
  rows: "Rows",
  size: "Size",
  verified: "Verified",
  verifiedOk: "whole",
  verifiedBad: "damaged",
  notVerified: "not yet",
  expires: "Expires",
  expiresNever: "kept",
  actions: "Actions",
  make: "Back up now",
  making: "Backing up",
  verify: "Verify",
  verifyOk: "Every object is whole.",
  verifyBad: (problems: string) => `Damaged: ${problems}`,
  restore: "Restore",
  restoreQuestion: "Restore this backup?",
  restoreMeaning:
    "Rows that are missing are put back; rows that are there stay as they are. What was erased stays erased.",
  restoreTyped: (date: string) => `Type ${date} to confirm`,
  restored: (inserted: string, skipped: string) =>
    `${inserted} rows were put back. ${skipped} were not: they were there already, or had been erased, or are older than RETENTION_DAYS.`,
  notRestored: (error: string) => `Not everything was restored. ${error}`,
  remove: "Delete",
  removeQuestion: "Delete this backup?",
  removeMeaning: "It cannot be brought back.",
  objects: "Objects",
  object: "Object",
  digest: "SHA-256",
  copyDigest: "Copy SHA-256",
  empty: "There is no backup yet.",
  emptyTodo: "One is made every day, unless BACKUP_KEEP_DAYS is 0. The first one can be made now.",
  standing:
    "One is made every day and kept for BACKUP_KEEP_DAYS days, unless that is 0. Backups hold conversations as they were, also what is erased later; a restore does not bring that back.",
};

const zh: typeof en = {
  list: "备份，最新在前",
  made: "时间",
  status: "状态",
  statuses: { running: "进行中", complete: "完整", failed: "失败" },
  jobs: { backup: "正在备份", verify: "正在校验", restore: "正在恢复" },
  progress: (done, total) => `${done} / ${total} 行`,
  trigger: "来源",
  triggers: { daily: "每日", manual: "手动" },
  rows: "行数",
  size: "大小",
  verified: "校验",
  verifiedOk: "完好",
  verifiedBad: "已损坏",
  notVerified: "未校验",
  expires: "到期删除",
  expiresNever: "一直保留",
  actions: "操作",
  make: "立即备份",
  making: "正在备份",
  verify: "校验",
  verifyOk: "所有内容完好。",
  verifyBad: (problems) => `已损坏：${problems}`,
  restore: "恢复",
  restoreQuestion: "恢复这份备份？",
  restoreMeaning: "缺少的记录会补回，已有的记录保持不变。清除过的内容不会回来。",
  restoreTyped: (date) => `输入 ${date} 以确认`,
  restored: (inserted, skipped) =>
    `补回 ${inserted} 行；另有 ${skipped} 行没有补回：原本就在、已被清除，或超过 RETENTION_DAYS。`,
  notRestored: (error) => `没有全部恢复。${error}`,
  remove: "删除",
  removeQuestion: "删除这份备份？",
  removeMeaning: "删除后无法恢复。",
  objects: "内容",
  object: "对象",
  digest: "SHA-256",
  copyDigest: "复制 SHA-256",
  empty: "还没有备份。",
  emptyTodo: "每天会自动备份一次（BACKUP_KEEP_DAYS 为 0 时除外），现在也可以先做一份。",
  standing:
    "每天自动备份一次，保留 BACKUP_KEEP_DAYS 天；该值为 0 时不自动备份。备份保存当时的对话，包括之后清除的内容；恢复时不会带回这些内容。",
};

const backupWords = { en, zh };

export function useBackupWords() {
  return useWords(backupWords);
}
