-- Intents, and the exclusive names that they hold. Times are milliseconds since 1970.
CREATE TABLE yiwang_schema (version INTEGER NOT NULL);
CREATE TABLE yiwang_intent (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  book TEXT NOT NULL,
  personal BYTEA,
  key_id TEXT,
  subject TEXT,
  erase_at_end INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  due_at BIGINT,
  finished_at BIGINT,
  owner TEXT,
  leased_until BIGINT,
  PRIMARY KEY (kind, id)
);
CREATE INDEX yiwang_intent_due ON yiwang_intent (kind, due_at) WHERE finished_at IS NULL;
CREATE INDEX yiwang_intent_changed ON yiwang_intent (kind, updated_at, id);
CREATE INDEX yiwang_intent_finished ON yiwang_intent (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX yiwang_intent_subject ON yiwang_intent (subject) WHERE subject IS NOT NULL;
CREATE TABLE yiwang_name (
  name TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL
);
CREATE INDEX yiwang_name_holder ON yiwang_name (kind, id);
INSERT INTO yiwang_schema (version) VALUES (1);
