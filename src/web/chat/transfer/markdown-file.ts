// A conversation as Markdown: written to be read, with comments that say where each message begins.
import type { ConversationFile, ImportedMessage, Source } from "../../../core/wire.ts";
import { titleOfSource } from "../source-title.ts";

const marker = /^<!-- message (user|assistant)(?: (\S+))?(?: (\S+))? -->$/;
const sourcesMarker = "<!-- sources -->";

/** A line of a message that looks like one of ours, however often it was escaped already. */
const alike = /^<!-- (\\*)(?=message\b|sources\b)/gm;

function escapeMarkers(text: string): string {
  return text.replace(alike, "<!-- \\$1");
}

function unescapeMarkers(text: string): string {
  return text.replace(alike, (_, strokes: string) => `<!-- ${strokes.slice(1)}`);
}

/** `-->` would end the comment. */
function inComment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function fromComment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sourceLine(source: Source): string {
  const named = titleOfSource(source);
  return source.url === undefined ? `- ${named}` : `- ${named}: <${source.url}>`;
}

function writeMessage(message: ImportedMessage, names: Record<ImportedMessage["role"], string>): string {
  const { role, content, timestamp, model, sources = [] } = message;
  const facts = [role, timestamp ?? "-", ...(model === undefined ? [] : [inComment(model)])];
  const when = timestamp === undefined ? "" : `, ${timestamp.slice(0, 16).replace("T", " ")} UTC`;
  const drawnOn = sources.length === 0 ? "" : `\n\n${sourcesMarker}\n${sources.map(sourceLine).join("\n")}`;
  return `<!-- message ${facts.join(" ")} -->\n**${names[role]}**${when}\n\n${escapeMarkers(content)}${drawnOn}\n\n`;
}

export function writeMarkdown(
  file: ConversationFile,
  names: Record<ImportedMessage["role"], string>,
): string {
  const title = file.title.replace(/\s+/g, " ").trim();
  return `# ${title}\n\n${file.messages.map((message) => writeMessage(message, names)).join("")}`;
}

interface Part {
  role: string;
  timestamp: string | undefined;
  model: string | undefined;
  lines: string[];
}

/** Without the line that names the speaker, what was added behind, and the empty line before and after. */
function contentOf(lines: readonly string[]): string {
  const end = lines.indexOf(sourcesMarker);
  const own = (end === -1 ? lines : lines.slice(0, end)).join("\n");
  return unescapeMarkers(own.replace(/^[^\n]*\n\n?/, "").replace(/\n$/, ""));
}

/** Everything before the first comment but the title is left out; without one there is no message. */
export function readMarkdown(text: string): { title: string; messages: unknown[] } {
  const parts: Part[] = [];
  let title = "";
  for (const line of text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n")) {
    const found = marker.exec(line.trimEnd());
    const part = parts.at(-1);
    if (found !== null) {
      const [, role = "", timestamp, model] = found;
      parts.push({ role, timestamp, model, lines: [] });
    } else if (part !== undefined) part.lines.push(line);
    else if (title === "" && line.startsWith("# ")) title = line.slice(2).trim();
  }
  const messages = parts.map(({ role, timestamp, model, lines }) => ({
    role,
    timestamp,
    content: contentOf(lines),
    ...(model === undefined ? {} : { model: fromComment(model) }),
  }));
  return { title, messages };
}
