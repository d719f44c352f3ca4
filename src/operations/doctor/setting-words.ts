// What the configuration says of a setting that it cannot read, in Chinese too: it speaks English itself.

const PATTERNS: [said: RegExp, zh: string][] = [
  [/^must be set together with (\w+)$/, "须与 $1 一起设置"],
  [/^must be set when (\w+) is true$/, "$1 为 true 时必须设置"],
  [/^must be a whole number of .*$/, "须为整数"],
  [/^must be at least (\d+)$/, "不能小于 $1"],
  [/^must be at most (\d+)$/, "不能大于 $1"],
  [/^must be 0 \(off\) or at least 60.*$/, "须为 0（关闭）或不小于 60"],
  [/^must have at least (\d+) characters$/, "至少要有 $1 个字符"],
  [/^must be networks such as (.*)$/, "须为网段，例如 $1"],
  [/^must be an http or https URL such as (.*)$/, "须为 http 或 https 地址，例如 $1"],
  [/^must hold no user name.*$/, "地址里不能有用户名、密码、? 或 #"],
  [/^must be text$/, "须为文本"],
  [/^must be ([\w ]+)$/, "只能是 $1"],
];

export function inChinese(said: string): string {
  const [pattern, zh] = PATTERNS.find(([candidate]) => candidate.test(said)) ?? [];
  if (pattern === undefined || zh === undefined) return said;
  return said.replace(pattern, zh).replaceAll(" or ", " 或 ");
}
