// Words of an answer's parts, in both languages; they come with what shows answers.
const zh = {
  copyCode: "复制代码",
  code: "代码",
  table: "表格",
  image: (text: string) => (text === "" ? "图片" : `图片：${text}`),
  taskDone: "已完成",
  taskOpen: "未完成",
  more: (characters: number) => `显示后面的内容（还有 ${characters.toLocaleString("zh-CN")} 字）`,
  moreOfTable: (rows: number, columns: number) =>
    `显示更多（还有 ${[rows > 0 && `${rows} 行`, columns > 0 && `${columns} 列`].filter(Boolean).join("、")}）`,
  draw: "绘制图表",
  showSource: "显示源码",
  diagram: "图表",
  drawing: "正在绘制",
  drawingFailed: (reason: string) => `图表没能绘制。${reason}`,
  drawerMissing: "绘图组件没能加载，刷新页面后再试。",
  imageAt: (host: string) => `图片位于 ${host}，在新标签页打开`,
};

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

const en: typeof zh = {
  copyCode: "Copy code",
  code: "Code",
  table: "Table",
  image: (text) => (text === "" ? "Image" : `Image: ${text}`),
  taskDone: "Done",
  taskOpen: "Open",
  more: (characters) => `Show what follows (${characters.toLocaleString("en")} more characters)`,
  moreOfTable: (rows, columns) =>
    `Show more (${[rows > 0 && plural(rows, "row"), columns > 0 && plural(columns, "column")].filter(Boolean).join(", ")} left)`,
  draw: "Draw the diagram",
  showSource: "Show the source",
  diagram: "Diagram",
  drawing: "Drawing",
  drawingFailed: (reason) => `The diagram could not be drawn. ${reason}`,
  drawerMissing: "What draws diagrams could not be loaded. Reload the page and try again.",
  imageAt: (host) => `Image at ${host}, opens in a new tab`,
};

export const answerWords = { zh, en };
