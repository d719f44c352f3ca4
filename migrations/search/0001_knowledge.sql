-- Documents that answers draw on, cut into passages. All of it can be made again from the originals.
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
  sha256 TEXT NOT NULL,
  url TEXT,
  updated_at TEXT NOT NULL,
  origin TEXT NOT NULL
);
CREATE TABLE passages (
  rowid INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id),
  position INTEGER NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  UNIQUE (document_id, position)
);
-- Terms only (see src/knowledge/passage-terms.ts); its rowids are those of passages.
CREATE VIRTUAL TABLE passage_terms USING fts5(title, heading, text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');
-- In how many passages a term occurs: rare terms say more.
CREATE VIRTUAL TABLE passage_vocabulary USING fts5vocab(passage_terms, row);
