// The operator's API as the console uses it.
import type { Language } from "../common/language.ts";
import { type Caller, post, type Query, queryOf } from "./http.ts";
import type {
  AlertPage,
  Backup,
  Channel,
  Delivery,
  DoctorReport,
  Erased,
  FileLink,
  FilePage,
  Health,
  LogLine,
  Page,
  Session,
  SettingPage,
  Stats,
  Turn,
} from "./wire.ts";

const ROOT = "/api/admin";
const at = (...parts: string[]) => [ROOT, ...parts.map(encodeURIComponent)].join("/");

export type Api = ReturnType<typeof createApi>;

/** A file's address: its folders stay folders. */
export function fileAddress(key: string): string {
  return `${ROOT}/files/${key.split("/").map(encodeURIComponent).join("/")}`;
}

export function exportAddress(format: "ndjson" | "csv", filters: Query): string {
  return `${ROOT}/conversations/export${queryOf({ format, ...filters })}`;
}

export function createApi(caller: Caller) {
  const { json, call } = caller;
  return {
    caller,
    session: () => json<Session>(at("session")),
    signIn: (token: string) => json<Session>(at("session"), post({ token })),
    async signOut() {
      await call(at("session"), { method: "DELETE" });
    },
    async health(signal: AbortSignal): Promise<Health> {
      // A service that is down says so with a 503, and in the same words.
      const response = await fetch("/health", { signal });
      return response.json();
    },
    stats: (query: Query, signal: AbortSignal) => json<Stats>(at("stats") + queryOf(query), { signal }),
    conversations: (query: Query, signal?: AbortSignal) =>
      json<Page<Turn>>(at("conversations") + queryOf(query), signal ? { signal } : {}),
    erase: (target: Query) => json<Erased>(at("conversations") + queryOf(target), { method: "DELETE" }),
    deliveries: (query: Query, signal: AbortSignal) =>
      json<Page<Delivery>>(at("deliveries") + queryOf(query), { signal }),
    controlDelivery: (id: string, wish: "retry" | "discard") =>
      json<Delivery>(at("deliveries", id, wish), post()),
    alerts: (signal: AbortSignal) => json<AlertPage>(at("alerts"), { signal }),
    logs: (query: Query, signal: AbortSignal) => json<Page<LogLine>>(at("logs") + queryOf(query), { signal }),
    channels: (signal: AbortSignal) => json<Page<Channel>>(at("channels"), { signal }),
    doctor: (language: Language) => json<DoctorReport>(at("doctor") + queryOf({ language })),
    async notify(channel: string, text: string) {
      await call(at("notify"), post({ channel, text }));
    },
    settings: (signal: AbortSignal) => json<SettingPage>(at("settings"), { signal }),
    files: (query: Query, signal: AbortSignal) => json<FilePage>(at("files") + queryOf(query), { signal }),
    linkFile: (key: string, seconds: number) =>
      json<FileLink>(at("links"), post({ key, expires_in: seconds })),
    async removeFile(key: string) {
      await call(fileAddress(key), { method: "DELETE" });
    },
    ...backupCalls(caller),
  };
}

/** Long ones are begun with `wait=0` and watched. */
function backupCalls({ json, call }: Caller) {
  const now = queryOf({ wait: 0 });
  return {
    backups: (signal?: AbortSignal) => json<Page<Backup>>(at("backups"), signal ? { signal } : {}),
    backup: (id: string, signal?: AbortSignal) => json<Backup>(at("backups", id), signal ? { signal } : {}),
    makeBackup: () => json<Backup>(at("backups") + now, post()),
    verifyBackup: (id: string) => json<Backup>(at("backups", id, "verify") + now, post()),
    restoreBackup: (id: string) => json<Backup>(at("backups", id, "restore") + now, post()),
    async removeBackup(id: string) {
      await call(at("backups", id), { method: "DELETE" });
    },
  };
}
