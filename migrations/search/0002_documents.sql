-- Documents that the operator brings. One is written under a key of its own (id) and has its name only when it is whole, so that
-- a reader sees the old one or the new one.
ALTER TABLE documents ADD COLUMN name TEXT;
ALTER TABLE documents ADD COLUMN format TEXT NOT NULL DEFAULT 'markdown';
ALTER TABLE documents ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE documents ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN passages INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX documents_name ON documents (name);
CREATE INDEX documents_sha256 ON documents (sha256);
