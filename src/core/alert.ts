// What an alert is: a rule that holds for a subject, from its beginning to its end.

export type AlertRule =
  | "model_failing"
  | "errors"
  | "slow"
  | "dead_letters"
  | "stuck"
  | "quota"
  | "database"
  | "backup";

export interface AlertText {
  zh: string;
  en: string;
}

/** A rule that holds at this moment. */
export interface Finding {
  rule: AlertRule;
  /** Of which platform or database; null where there is one only. */
  subject: string | null;
  /** How bad it is: when it rises the operator is told again. */
  step: number;
  text: AlertText;
}

/** A row of `GET /api/admin/alerts`, in the API's names. Times are ISO 8601, UTC. */
export interface AlertRecord {
  id: string;
  rule: AlertRule;
  subject: string | null;
  state: "on" | "over";
  since: string;
  until: string | null;
  text: AlertText;
  sent: { channel: string; at: string; error: string | null }[];
}
