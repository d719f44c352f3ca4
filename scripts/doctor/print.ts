// One line a check, one more where there is something to do.
import type { Language } from "../../src/core/language.ts";
import type { Check, CheckStatus } from "../../src/operations/doctor/report.ts";

/** A check in one language. */
export interface Line {
  id: string;
  status: CheckStatus;
  title: string;
  message: string;
  fix: string | null;
}

const MARKS: Record<CheckStatus, string> = { ok: "✓", warning: "!", error: "✗", skipped: "–" };

export function toLine({ id, status, title, message, fix }: Check, language: Language): Line {
  return {
    id,
    status,
    title: title[language],
    message: message[language],
    fix: fix?.[language] ?? null,
  };
}

export function printLines(lines: Line[], language: Language): void {
  const colon = language === "zh" ? "：" : ": ";
  for (const { status, title, message, fix } of lines) {
    console.log(`${MARKS[status]} ${title}${colon}${message}`);
    if (fix !== null) console.log(`    → ${fix}`);
  }
}

export function printSummary(lines: Line[], language: Language): void {
  const count = (wanted: CheckStatus) => lines.filter(({ status }) => status === wanted).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const said = {
    en: `${errors} ${errors === 1 ? "error" : "errors"}, ${warnings} ${warnings === 1 ? "warning" : "warnings"}. `,
    zh: `${errors} 个错误，${warnings} 个警告。`,
  };
  console.log(`\n${said[language]}${errors + warnings > 0 ? NEXT[language] : WELL[language]}`);
}

const NEXT = {
  en: "Settings are changed in .dev.vars on your own machine (then npm start again), deployed ones with npx wrangler secret put NAME. Then run the doctor again.",
  zh: "本机的配置在 .dev.vars 里修改（改后重新 npm start），已部署的用 npx wrangler secret put 名称 修改，然后再诊断一次。",
};

const WELL = { en: "Write to the bot to try it.", zh: "给机器人发一条消息试试吧。" };
