// The words of the logs' page.
import { useWords } from "../../../common/language.ts";

const en = {
  list: "Log lines, newest first",
  kinds: { app: "Events", access: "Requests" },
  kind: "Which log",
  level: "Level",
  levels: { debug: "debug", info: "info", warn: "warn", error: "error" },
  atLeast: (level: string) => `${level} and above`,
  allLevels: "All levels",
  area: "Area",
  allAreas: "All areas",
  search: "Search in the lines",
  time: "Time",
  event: "Event",
  facts: "Facts",
  request: "Request",
  status: "Status",
  method: "Method",
  path: "Path",
  duration: "Took",
  channel: "Channel",
  ip: "From",
  filterTo: "Only lines of this request",
  copyLine: "Copy the line",
  live: "Follow live",
  liveOn: "Stop following",
  following: "New lines appear on top, every 2 seconds.",
  fresh: (count: number) => (count === 1 ? "1 new line" : `${count} new lines`),
  empty: "No lines yet.",
  emptyTodo: "Lines are written to their file within a minute. Load anew, or follow live.",
  noMatch: "No line fits these filters.",
  noMatchTodo: "Lower the level, widen the days, or search for fewer words.",
};

const zh: typeof en = {
  list: "日志，最新在前",
  kinds: { app: "事件", access: "访问" },
  kind: "日志种类",
  level: "级别",
  levels: { debug: "调试", info: "信息", warn: "警告", error: "错误" },
  atLeast: (level) => `${level}及以上`,
  allLevels: "全部级别",
  area: "模块",
  allAreas: "全部模块",
  search: "搜索日志内容",
  time: "时间",
  event: "事件",
  facts: "内容",
  request: "请求",
  status: "状态",
  method: "方法",
  path: "路径",
  duration: "耗时",
  channel: "渠道",
  ip: "来源",
  filterTo: "只看这个请求的日志",
  copyLine: "复制这一行",
  live: "实时跟踪",
  liveOn: "停止跟踪",
  following: "每 2 秒更新，新的在最上面。",
  fresh: (count) => `新增 ${count} 行`,
  empty: "还没有日志。",
  emptyTodo: "日志会在一分钟内写入文件。可重新加载，或实时跟踪。",
  noMatch: "没有符合筛选条件的日志。",
  noMatchTodo: "可以降低级别、放宽日期或减少搜索词。",
};

const logWords = { en, zh };

export function useLogWords() {
  return useWords(logWords);
}
