// Messages that ask for nothing but an introduction: greetings, and questions about the assistant itself.
import { normalizeText } from "../core/terms.ts";

const GREETINGS = [
  /^(hi|hii|hello|hey|hiya|howdy|greetings|good (morning|afternoon|evening|day))( (there|everyone|all|you|again|clawdbot))?$/,
  /^((你|您|大家)好|嗨|哈喽|哈啰|哈罗|早|早安|(早上|上午|中午|下午|晚上)好|在吗|在么|有人吗|hi|hello)+ ?[啊呀吗哦]?$/,
];

const ABOUT_ITSELF = [
  /^(and )?(who|what) (are|r) (you|u)$/,
  /^what (can|do) (you|u) do$/,
  /^(how )?can you help( me)?$/,
  /^(help|help me|introduce yourself|start|about)$/,
  /^(请问)?(你|您)(是谁|是什么|叫什么(名字)?|(能|会|可以)(做|干|帮我做)?(什么|啥|些什么|哪些事))[啊呀呢]?$/,
  /^(请)?(自我介绍(一下)?|介绍(一下|下)?(你|您)?自己|帮助|使用帮助)$/,
];

/** Longer messages say more than a greeting. */
const LONGEST_GREETING = 60;

export function isGreeting(message: string): boolean {
  if (message.length > LONGEST_GREETING) return false;
  const words = normalizeText(message)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return [...GREETINGS, ...ABOUT_ITSELF].some(
    (pattern) => pattern.test(words) || pattern.test(words.replaceAll(" ", "")),
  );
}
