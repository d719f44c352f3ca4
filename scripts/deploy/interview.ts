// Asks for the secrets that are not set, and hands them to the Worker in one go.
import { randomBytes } from "node:crypto";
import { parseConfig } from "../../src/config/config.ts";
import { diagnose } from "./diagnosis.ts";
import { ADMIN_TOKEN, type Field, type Group, MORE, MUST_HAVES } from "./secrets.ts";
import { confirm } from "./terminal.ts";
import { begin, commandFor, done, type Terminal, type Text, type Tools, text } from "./tools.ts";

type Values = Record<string, string>;

/** `known`: names that are set. Without a terminal it says what is missing and how it is set. */
export async function setSecrets(tools: Tools, known: string[], askAll: boolean): Promise<void> {
  const isSet = new Set([...known, ...tools.target.vars]);
  const missing = namesOf(MUST_HAVES).filter((name) => !isSet.has(name));
  const first = missing.includes(ADMIN_TOKEN);
  if (tools.terminal === null || (!first && !askAll)) return nameMissing(tools, missing);
  begin(tools, text("Secrets that are not set; Enter leaves one out", "设置尚未配置的密钥，直接回车即跳过"));
  const { values, made } = await interview(tools, tools.terminal, isSet);
  const names = Object.keys(values);
  if (names.length === 0) return nameMissing(tools, missing);
  const put = await tools.wrangler.capture(["secret", "bulk"], JSON.stringify(values));
  if (put.code !== 0) throw diagnose(text("Setting the secrets", "设置密钥"), put);
  done(tools, text(`Set: ${names.join(", ")}`, `已设置：${names.join("、")}`));
  for (const name of made)
    tools.say(`\n  ${name}=${values[name]}\n  Keep it: it is not shown again. / 请保存，之后不再显示。\n`);
}

function nameMissing({ say, target }: Tools, missing: string[]): void {
  if (missing.length === 0) return;
  say(`! Not set / 尚未设置：${missing.join(", ")}`);
  for (const name of missing) say(`    ${commandFor(target, `secret put ${name}`)}`);
  say(
    "  Or npm run deploy -- --secrets, which asks. Until then console and operator's API are closed, and the documents answer for a model.",
  );
  say(
    "  也可以用 npm run deploy -- --secrets 逐项填写。在此之前控制台与管理接口关闭，没有模型时由文档回答。",
  );
}

async function interview(tools: Tools, terminal: Terminal, isSet: Set<string>) {
  const values: Values = {};
  const made: string[] = [];
  for (const group of [...MUST_HAVES, ...MORE]) {
    const asked = group.fields.filter(({ name }) => !isSet.has(name));
    const begun = asked.length < group.fields.length;
    if (asked.every(({ optional }) => optional) && begun) continue;
    if (group.question !== null && !begun && !(await confirm(terminal, both(group.question)))) continue;
    Object.assign(values, await askGroup(tools, terminal, { ...group, fields: asked }, made));
  }
  return { values, made };
}

/** Again until it is right or left out. What the program itself would refuse is not set. */
async function askGroup(tools: Tools, terminal: Terminal, group: Group, made: string[]): Promise<Values> {
  for (;;) {
    const values: Values = {};
    for (const field of group.fields) {
      const value = await askField(terminal, field, made);
      if (value !== "") values[field.name] = value;
      else if (!field.optional) break;
    }
    if (Object.keys(values).length === 0) return values;
    const complaint = complaintAbout(group, values);
    if (complaint === null) return values;
    tools.say(`  ✗ ${complaint}`);
  }
}

async function askField(terminal: Terminal, field: Field, made: string[]): Promise<string> {
  const question = `  ${field.name} (${both(field.title)}): `;
  const value = await (field.visible ? terminal.ask(question) : terminal.askHidden(question));
  if (value !== "" || !field.makes) return value;
  if (!made.includes(field.name)) made.push(field.name);
  return randomBytes(24).toString("hex");
}

function complaintAbout({ fields }: Group, values: Values): string | null {
  const lacking = fields.find(({ name, optional }) => !optional && values[name] === undefined);
  if (lacking)
    return `${lacking.name} belongs to it. Enter at the first question leaves all out. / 缺少该项；第一项直接回车则全部跳过。`;
  const { problems, config } = parseConfig(values);
  const [problem] = problems.filter(({ setting }) => fields.some(({ name }) => name === setting));
  if (problem) return `${problem.setting} ${problem.message}`;
  const { feishu } = config.channels;
  return feishu.status === "misconfigured" ? feishu.message : null;
}

function namesOf(groups: Group[]): string[] {
  return groups.flatMap(({ fields }) => fields.map(({ name }) => name));
}

function both({ en, zh }: Text): string {
  return `${en} / ${zh}`;
}
