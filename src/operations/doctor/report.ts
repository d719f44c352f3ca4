// What the doctor hands out: one line a check that says what is wrong, one that says which switch to flip, in both languages.

export interface Text {
  en: string;
  zh: string;
}

/** `skipped`: there is nothing to examine, or something else has to be mended first. */
export type CheckStatus = "ok" | "warning" | "error" | "skipped";

export interface Check {
  id: string;
  status: CheckStatus;
  title: Text;
  message: Text;
  /** Null where nothing is to be done. */
  fix: Text | null;
}

export interface DoctorReport {
  /** No check is an error. */
  ok: boolean;
  checks: Check[];
}

/** What a check is about. */
export interface Topic {
  id: string;
  title: Text;
}

export interface Fault {
  status: "warning" | "error";
  message: Text;
  fix: Text;
}

export function text(en: string, zh: string): Text {
  return { en, zh };
}

export function error(message: Text, fix: Text): Fault {
  return { status: "error", message, fix };
}

export function warning(message: Text, fix: Text): Fault {
  return { status: "warning", message, fix };
}

export function skipped(topic: Topic, message: Text): Check {
  return { ...topic, status: "skipped", message, fix: null };
}

/** The first fault that there is; `fine` when there is none. */
export function judge(topic: Topic, fine: Text, ...faults: (Fault | false | null)[]): Check {
  const fault = faults.find((candidate) => candidate !== false && candidate !== null);
  return fault ? { ...topic, ...fault } : { ...topic, status: "ok", message: fine, fix: null };
}
