-- The journal's own time, by which ages are measured, and the keys that digests were made under.
CREATE TABLE yiwang_state (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO yiwang_state (name, value) SELECT 'journal time', CASE WHEN max(updated_at) <
  CAST(unixepoch('subsec') * 1000 AS INTEGER) THEN max(updated_at) ELSE CAST(unixepoch('subsec') *
  1000 AS INTEGER) END FROM yiwang_intent;
INSERT INTO yiwang_state (name, value) VALUES ('clock', CAST(unixepoch('subsec') * 1000 AS INTEGER));
INSERT INTO yiwang_state (name, value) VALUES ('latest clock', CAST(unixepoch('subsec') * 1000
  AS INTEGER));
ALTER TABLE yiwang_intent ADD COLUMN finished_journal_time BIGINT;
UPDATE yiwang_intent SET finished_journal_time = (SELECT CASE WHEN yiwang_intent.finished_at <
  value THEN yiwang_intent.finished_at ELSE value END FROM yiwang_state WHERE name = 'journal time') WHERE finished_at IS NOT NULL;
DROP INDEX yiwang_intent_finished;
CREATE TABLE yiwang_key (key_id TEXT NOT NULL PRIMARY KEY);
CREATE INDEX yiwang_intent_old ON yiwang_intent (account, finished_journal_time) WHERE
  finished_journal_time IS NOT NULL;
INSERT INTO yiwang_schema (version) VALUES (5);
