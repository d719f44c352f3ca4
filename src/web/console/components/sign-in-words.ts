// The words of the sign-in.
import { useWords } from "../../common/language.ts";

const en = {
  title: "Sign in",
  meaning: "The console is for whoever runs this assistant.",
  expired: "Your session has ended. Sign in to go on where you were.",
  token: "Admin token",
  hint: "The value of ADMIN_TOKEN.",
  submit: "Sign in",
  wrong: "This token was not accepted. Compare it with ADMIN_TOKEN, and mind spaces at its ends.",
  tooMany: "Too many wrong tokens.",
  closedTitle: "The console is closed",
  closed: "No admin token is set yet. Make one of at least 16 characters, such as with",
  local: "On your machine, put it into .dev.vars and start again:",
  deployed: "For a deployment, hand it over as a secret:",
  again: "I have set it",
  failedTitle: "The console cannot be opened",
};

const zh: typeof en = {
  title: "登录",
  meaning: "控制台供运维这个助手的人使用。",
  expired: "登录已过期。重新登录后会回到刚才的页面。",
  token: "管理令牌",
  hint: "即 ADMIN_TOKEN 的值。",
  submit: "登录",
  wrong: "令牌不对。请与 ADMIN_TOKEN 核对，注意首尾不要有空格。",
  tooMany: "输错次数过多。",
  closedTitle: "控制台尚未开启",
  closed: "还没有设置管理令牌。请生成一个至少 16 个字符的令牌，例如用",
  local: "在本机运行：写入 .dev.vars，然后重新启动：",
  deployed: "已部署的服务：作为密钥设置：",
  again: "已经设置好了",
  failedTitle: "没能打开控制台",
};

const signInWords = { en, zh };

export function useSignInWords() {
  return useWords(signInWords);
}
