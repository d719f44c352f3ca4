// The words of going on with another device.
import { useWords } from "../../common/language.ts";

const two = (count: number) => String(count).padStart(2, "0");

const en = {
  title: "Continue on another device",
  meaning:
    "Scan the code or open the link on the other device. It then has the same conversations as this one.",
  careful: "Whoever opens the link can read and continue your conversations. Show it to nobody else.",
  code: "The link as a QR code",
  link: "Link",
  copy: "Copy link",
  copied: "Copied",
  left: (seconds: number) => `Works once, for ${Math.floor(seconds / 60)}:${two(seconds % 60)} more.`,
  over: "The link has expired.",
  again: "Make a new link",
  making: "Making a link",
  failed: "The link could not be made.",
  close: "Close",
  joinTitle: "Continue conversations from another device?",
  joinMeaning: "Whoever made this link sees what you write here from now on. Only go on if it was you.",
  joinLoss: "Conversations that were begun in this browser will no longer be listed here.",
  join: "Yes, it was me",
  joinCancel: "Do not continue",
  joining: "Connecting",
  joinGone: "This link was used already, or it has expired. Make a new one on the other device.",
  joinFailed: "The conversations could not be taken over.",
  joinKey: "You use an access key here. Enter the same key on each device to find your conversations.",
};

const zh: typeof en = {
  title: "在其他设备上继续",
  meaning: "用另一台设备扫码或打开链接，那台设备就会有和这里一样的对话。",
  careful: "打开链接的人可以查看并继续你的对话，请不要给别人看。",
  code: "链接的二维码",
  link: "链接",
  copy: "复制链接",
  copied: "已复制",
  left: (seconds) => `只能用一次，剩余 ${Math.floor(seconds / 60)}:${two(seconds % 60)}。`,
  over: "链接已过期。",
  again: "重新生成链接",
  making: "正在生成链接",
  failed: "没能生成链接。",
  close: "关闭",
  joinTitle: "继续另一台设备上的对话？",
  joinMeaning: "从现在起，生成这个链接的人能看到你在这里写的内容。只有链接是你自己生成的，才继续。",
  joinLoss: "之前在这个浏览器里开始的对话将不再列出。",
  join: "是我生成的，继续",
  joinCancel: "不继续",
  joining: "正在连接",
  joinGone: "这个链接已被使用或已过期，请在另一台设备上重新生成。",
  joinFailed: "没能接续对话。",
  joinKey: "你在这里使用访问密钥。在每台设备上输入同一个密钥，就能看到你的对话。",
};

export function useDeviceWords() {
  return useWords({ en, zh });
}
