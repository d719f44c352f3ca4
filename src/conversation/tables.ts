// The tables of one conversation, in its Durable Object's SQLite.

/** Made at the first message, not when somebody asks: a guessed session id must leave nothing behind. */
const STATEMENTS = [
  `CREATE TABLE conversation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    session_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    issued INTEGER NOT NULL,
    title TEXT NOT NULL
  )`,
  // Inbox and history are one table: a message is a row, its answer completes the row. pending → ok | stopped | failed.
  // AUTOINCREMENT: the number of an erased turn never comes back while its answer may still be on its way.
  `CREATE TABLE turns (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'pending',
    text TEXT NOT NULL,
    image_count INTEGER NOT NULL,
    asked_model TEXT,
    channel TEXT NOT NULL,
    user_id TEXT NOT NULL,
    user_name TEXT,
    request_id TEXT NOT NULL,
    skip_cache INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    runs INTEGER NOT NULL DEFAULT 0,
    runs_before INTEGER NOT NULL DEFAULT 0,
    log_id TEXT,
    reply TEXT NOT NULL DEFAULT '',
    model TEXT,
    cached INTEGER NOT NULL DEFAULT 0,
    truncated INTEGER NOT NULL DEFAULT 0,
    usage TEXT,
    sources TEXT,
    rating TEXT,
    error TEXT,
    finished_at INTEGER
  )`,
  `CREATE INDEX turns_pending ON turns (seq) WHERE state = 'pending'`,
  // A row takes two megabytes, an image more: images lie in parts.
  `CREATE TABLE image_parts (
    seq INTEGER NOT NULL,
    image INTEGER NOT NULL,
    part INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (seq, image, part)
  ) WITHOUT ROWID`,
];

export const OUTBOX_STATEMENT = `CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
)`;

/** Messaging platforms: what is said to the assistant itself, where a message came from, and the way of its answer. */
const CHANNEL_STATEMENTS = [
  "ALTER TABLE conversation ADD COLUMN model TEXT",
  "ALTER TABLE turns ADD COLUMN command TEXT",
  "ALTER TABLE turns ADD COLUMN argument TEXT",
  "ALTER TABLE turns ADD COLUMN origin TEXT",
  "ALTER TABLE turns ADD COLUMN arrival_id TEXT",
  // A question that is asked again: what the model is asked instead of the text, and the turn that asked it first.
  "ALTER TABLE turns ADD COLUMN question TEXT",
  "ALTER TABLE turns ADD COLUMN again_of INTEGER",
  "ALTER TABLE turns ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0",
  "CREATE INDEX turns_commands ON turns (command, seq) WHERE command IS NOT NULL",
  // One answer on its way a row: open → pending → done | dead.
  `CREATE TABLE deliveries (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    state TEXT NOT NULL,
    parts TEXT NOT NULL,
    sign TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    first_tried_at INTEGER,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  )`,
  // Ids of erased messages, as long as their platform may deliver them again.
  "CREATE TABLE forgotten (message_id TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID",
  "CREATE INDEX deliveries_pending ON deliveries (seq) WHERE state = 'pending'",
];

/** Other versions of a message, and what its holder does with a whole conversation: names it, pins it, shows it to others. */
const VERSION_STATEMENTS = [
  "ALTER TABLE turns ADD COLUMN parent INTEGER",
  // Only of turns that stand beside others or behind such: most conversations have none.
  "CREATE INDEX turns_parent ON turns (parent) WHERE parent IS NOT NULL",
  // The last turn that is shown; NULL: the newest.
  "ALTER TABLE conversation ADD COLUMN last_shown INTEGER",
  "ALTER TABLE conversation ADD COLUMN named INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
  "ALTER TABLE conversation ADD COLUMN share_token TEXT",
  "ALTER TABLE conversation ADD COLUMN shared_end INTEGER",
  "ALTER TABLE conversation ADD COLUMN shared_at INTEGER",
];

/** How an answer came about, and what was said before the turns that still go along to the model. */
const GROUNDING_STATEMENTS = [
  "ALTER TABLE turns ADD COLUMN tools TEXT",
  "ALTER TABLE turns ADD COLUMN model_version INTEGER",
  // What was said from `since` (Unix milliseconds) up to turn `through`, on the way to it.
  `CREATE TABLE summary (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    through INTEGER NOT NULL,
    since INTEGER NOT NULL,
    text TEXT NOT NULL
  )`,
];

/**
 * The steps by which conversations came to their tables, oldest first. A released step is never changed: conversations stay
 * where they are for years, so a new column is a new step.
 */
const STEPS: string[][] = [
  [...STATEMENTS, OUTBOX_STATEMENT],
  CHANNEL_STATEMENTS,
  // A failed message of which the operator wants to hear no more.
  ["ALTER TABLE turns ADD COLUMN discarded INTEGER NOT NULL DEFAULT 0"],
  VERSION_STATEMENTS,
  GROUNDING_STATEMENTS,
];
/** How many steps a conversation has taken. */
const VERSION = "tables";

/** For a conversation that begins; with fewer steps, as an earlier release made it. */
export function makeTables(storage: DurableObjectStorage, steps = STEPS.length): void {
  storage.transactionSync(() => {
    for (const statement of foldSteps(STEPS.slice(0, steps).flat())) storage.sql.exec(statement);
    storage.kv.put(VERSION, steps);
  });
}

/** Brings the tables of an earlier release up to date. False when there is no conversation here. */
export function upgradeTables(storage: DurableObjectStorage): boolean {
  const version = storage.kv.get<number>(VERSION);
  if (version === undefined) return false;
  if (version < STEPS.length) takeSteps(storage, version);
  return true;
}

const ADD_COLUMN = /^ALTER TABLE (\w+) ADD COLUMN (.+)$/;

/** The same tables with every added column in its place from the beginning: each change of a table would be one more row written. */
function foldSteps(statements: readonly string[]): string[] {
  const added = new Map<string, string>();
  for (const statement of statements) {
    const [, table = "", column = ""] = ADD_COLUMN.exec(statement) ?? [];
    added.set(table, `${added.get(table) ?? ""}, ${column}`);
  }
  return statements
    .filter((statement) => !ADD_COLUMN.test(statement))
    .map((statement) => {
      const [, table = ""] = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/.exec(statement) ?? [];
      return table === "" ? statement : statement.replace(/\)(?=[^)]*$)/, `${added.get(table) ?? ""})`);
    });
}

function takeSteps(storage: DurableObjectStorage, taken: number): void {
  storage.transactionSync(() => {
    for (const statement of STEPS.slice(taken).flat()) storage.sql.exec(statement);
    storage.kv.put(VERSION, STEPS.length);
  });
}
