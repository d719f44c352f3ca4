-- Full-text index over conversation_logs. Its rows can be made again from there.
-- rowid carries the time (see src/storage/log-index.ts), so that "newest first" is the index's own order.
CREATE TABLE log_entries (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL,
  user_id TEXT,
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  timestamp TEXT NOT NULL
);
CREATE INDEX log_entries_session ON log_entries (session_id);
CREATE INDEX log_entries_user ON log_entries (user_id);
-- owner: one token, so that a person's own search reads only that person's rows. terms: words and Chinese bigrams.
CREATE VIRTUAL TABLE log_terms USING fts5(owner, terms, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
