// The words of a model file's fields: what each is called and what it is for.
import { useWords } from "../../../common/language.ts";

interface FieldWords {
  label: string;
  hint?: string;
}

const en = {
  groups: {
    answer: "How it answers",
    shown: "How it is shown",
    uses: "What it may use",
    places: "Where it answers",
    examples: "Examples",
    parameters: "Parameters and limits",
  },
  fields: {
    name: {
      label: "Name",
      hint: "1 to 64 of a–z 0–9 - _; people choose it with /model. It cannot be changed later.",
    },
    title: { label: "Title", hint: "What people see in the list of models." },
    description: { label: "Description", hint: "One or two sentences for those who choose." },
    model: { label: "Model", hint: "As the endpoint calls it, such as deepseek-chat." },
    endpoint: { label: "Endpoint", hint: "Configured in MODEL_ENDPOINTS; its key stays in a secret." },
    system_prompt: {
      label: "System prompt",
      hint: "Who the assistant is and how it answers. Passages of documents are added by themselves.",
    },
    greeting: { label: "Greeting", hint: "Stands on an empty page. Left empty, the page has its own." },
    suggestions: {
      label: "Suggestions",
      hint: "Questions to tap on an empty page, one a line, at most six.",
    },
    knowledge: { label: "Documents", hint: "Which ones are looked up for each question." },
    tools: { label: "Tools", hint: "What the model may call while it answers." },
    channels: { label: "Channels", hint: "Where people may choose it." },
    default_for: { label: "Default for", hint: "Where it answers when nobody chose a model." },
    chats: { label: "Default for single chats", hint: "One a line, such as dingtalk:CHAT_ID or feishu:oc_…" },
    examples: {
      label: "Examples",
      hint: "Said before every conversation, as if it had happened. One good example teaches more than many rules.",
    },
    "parameters.temperature": {
      label: "temperature",
      hint: "0 to 2: the lower, the more alike the answers.",
    },
    "parameters.top_p": { label: "top_p", hint: "0 to 1." },
    "parameters.max_tokens": { label: "max_tokens", hint: "Longest answer." },
    "parameters.presence_penalty": { label: "presence_penalty", hint: "−2 to 2." },
    "parameters.frequency_penalty": { label: "frequency_penalty", hint: "−2 to 2." },
    "parameters.seed": { label: "seed", hint: "The same seed, about the same answer." },
    "parameters.stop": {
      label: "stop",
      hint: "An answer ends before these texts, one a line, at most four.",
    },
    "limits.history_tokens": {
      label: "Memory, tokens",
      hint: "So much of a conversation is sent along. Empty: HISTORY_TOKENS.",
    },
    "limits.timeout_seconds": {
      label: "Time for an answer, seconds",
      hint: "1 to 600. Empty: MODEL_TIMEOUT_SECONDS.",
    },
  } satisfies Record<string, FieldWords> as Record<string, FieldWords>,
  each: "Another text for each language",
  inEnglish: "English",
  inChinese: "Chinese",
  defaultEndpoint: "MODEL_ENDPOINT",
  some: {
    asSettings: "As MODEL_TOOLS says",
    allDocuments: "All documents",
    noDocuments: "None",
    someDocuments: "Those with one of these tags",
    allTools: "All",
    noTools: "None",
    someTools: "These",
    everywhere: "Everywhere",
    someChannels: "Only here",
  },
  anotherTag: "Another tag",
  add: "Add",
  noTags: "No document has a tag yet.",
  userSays: "A person writes",
  assistantSays: "The assistant answers",
  addExample: "Add an example",
  removeExample: "Remove",
  example: (number: number) => `Example ${number}`,
  characters: (count: string) => `${count} characters`,
  problems: {
    unknown_endpoint: "This endpoint is not configured.",
    default_taken: "Another model file is the default there already.",
    name_taken: "A model has this name already. Choose another.",
    invalid_name: "A name is 1 to 64 of a–z 0–9 - _.",
  } as Record<string, string>,
};

const zh: typeof en = {
  groups: {
    answer: "怎样回答",
    shown: "怎样展示",
    uses: "可以使用什么",
    places: "在哪里回答",
    examples: "示例",
    parameters: "参数与限制",
  },
  fields: {
    name: {
      label: "名称",
      hint: "1 至 64 个 a–z、0–9、- 或 _，大家用 /model 选择它。之后不能再改。",
    },
    title: { label: "标题", hint: "大家在模型列表里看到的名字。" },
    description: { label: "说明", hint: "给选择的人看的一两句话。" },
    model: { label: "模型", hint: "按接口的叫法填写，例如 deepseek-chat。" },
    endpoint: { label: "接口", hint: "在 MODEL_ENDPOINTS 中配置，密钥另存为机密。" },
    system_prompt: { label: "系统提示词", hint: "助手是谁、怎样回答。文档段落会自动附上，不必写在这里。" },
    greeting: { label: "欢迎语", hint: "显示在空白的对话页上。留空则用页面自带的。" },
    suggestions: { label: "建议问题", hint: "显示在空白的对话页上，点一下即可提问。每行一个，最多六个。" },
    knowledge: { label: "文档", hint: "每个问题会到哪些文档里查找。" },
    tools: { label: "工具", hint: "模型回答时可以调用什么。" },
    channels: { label: "渠道", hint: "在哪些渠道可以选择它。" },
    default_for: { label: "默认用于", hint: "没有人选择模型时，这些渠道由它回答。" },
    chats: { label: "默认用于单个群聊", hint: "每行一个，例如 dingtalk:CHAT_ID 或 feishu:oc_…" },
    examples: {
      label: "示例",
      hint: "放在每个对话之前，如同真的发生过。一个好示例胜过许多规则。",
    },
    "parameters.temperature": { label: "temperature", hint: "0 至 2，越低回答越稳定。" },
    "parameters.top_p": { label: "top_p", hint: "0 至 1。" },
    "parameters.max_tokens": { label: "max_tokens", hint: "回答的最大长度。" },
    "parameters.presence_penalty": { label: "presence_penalty", hint: "−2 至 2。" },
    "parameters.frequency_penalty": { label: "frequency_penalty", hint: "−2 至 2。" },
    "parameters.seed": { label: "seed", hint: "种子相同，回答大致相同。" },
    "parameters.stop": { label: "stop", hint: "遇到这些文字就停止，每行一个，最多四个。" },
    "limits.history_tokens": {
      label: "记忆（Token）",
      hint: "随问题带上多少对话内容。留空则按 HISTORY_TOKENS。",
    },
    "limits.timeout_seconds": {
      label: "回答时限（秒）",
      hint: "1 至 600。留空则按 MODEL_TIMEOUT_SECONDS。",
    },
  },
  each: "每种语言分别填写",
  inEnglish: "英文",
  inChinese: "中文",
  defaultEndpoint: "MODEL_ENDPOINT",
  some: {
    asSettings: "按 MODEL_TOOLS 的设置",
    allDocuments: "全部文档",
    noDocuments: "不用文档",
    someDocuments: "只用带这些标签的",
    allTools: "全部",
    noTools: "不用工具",
    someTools: "只用这些",
    everywhere: "所有渠道",
    someChannels: "只在这些渠道",
  },
  anotherTag: "其他标签",
  add: "添加",
  noTags: "还没有文档带标签。",
  userSays: "用户说",
  assistantSays: "助手答",
  addExample: "添加示例",
  removeExample: "移除",
  example: (number) => `示例 ${number}`,
  characters: (count) => `${count} 个字符`,
  problems: {
    unknown_endpoint: "没有配置这个接口。",
    default_taken: "那里的默认模型已经是另一个模型文件。",
    name_taken: "已有模型使用这个名称，请换一个。",
    invalid_name: "名称须为 1 至 64 个 a–z、0–9、- 或 _。",
  },
};

const formWords = { en, zh };

export function useFormWords() {
  return useWords(formWords);
}
