// How long a hundred thousand turns take to come back from a backup, each indexed again, beside the backup itself.
import { ADMIN } from "../calls.ts";
import { sendForText } from "../client.ts";
import { type Figure, type FigureDefinition, figureOf } from "../figure.ts";
import type { Stage } from "../stage.ts";

const TURNS = 100_000;

export const restoreTime: FigureDefinition = {
  name: "restore",
  title: `restore of ${TURNS.toLocaleString("en-US")} turns`,
  against: "their backup",
  unit: "s",
  comparison: "alone",
  aim: null,
};

const MAKE_TURNS = `INSERT INTO conversation_logs
  (id, session_id, user_input, bot_response, timestamp, channel, user_id, status, cached, request_id)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${TURNS - 1})
  SELECT printf('019a0000-%04x-7000-8000-%012x', i / 65536, i), 'session-' || (i / 10), 'What about number ' || i || '? 选课系统',
    'It is ' || i || ' and some more words that make an answer', '2026-11-01T00:00:00.000Z', 'web', 'visitor:' || (i / 20), 'ok', 0, 'r'
  FROM n`;

export async function measureRestore({ ours }: Stage): Promise<Figure> {
  const timed = async (path: string) => {
    const started = performance.now();
    const answer: unknown = JSON.parse(await sendForText(ours.url, { path, headers: ADMIN }));
    return {
      answer: answer as { id: string; inserted: number },
      seconds: (performance.now() - started) / 1000,
    };
  };
  await ours.query("DB", "DELETE FROM conversation_logs");
  await ours.query("DB", MAKE_TURNS);
  const saved = await timed("/api/admin/backups");
  await ours.query("DB", "DELETE FROM conversation_logs");
  await ours.query("SEARCH", "DELETE FROM log_entries");
  const restored = await timed(`/api/admin/backups/${saved.answer.id}/restore`);
  if (restored.answer.inserted !== TURNS) throw new Error(`${restored.answer.inserted} rows came back`);
  return figureOf(restoreTime, { measured: [restored.seconds], baseline: [saved.seconds] });
}
