-- Every intent belongs to a gateway account. If the journal already has intents, do not run this by
-- hand: Journal.assignAccount runs it, and assigns them. The column "attempts" becomes "tries", so that
-- the statements of an older Yiwang, which would take up the intents of every account, fail from now on.
ALTER TABLE yiwang_intent ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE yiwang_intent RENAME TO yiwang_intent_before;
ALTER TABLE yiwang_name RENAME TO yiwang_name_before;
ALTER TABLE yiwang_seen RENAME TO yiwang_seen_before;
CREATE TABLE yiwang_intent (
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  state TEXT NOT NULL,
  tries INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  book TEXT NOT NULL,
  personal BLOB,
  key_id TEXT,
  subject TEXT,
  erase_at_end INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  due_at BIGINT,
  finished_at BIGINT,
  owner TEXT,
  leased_until BIGINT,
  lane TEXT NOT NULL,
  PRIMARY KEY (account, kind, id)
);
CREATE TABLE yiwang_name (
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (account, name)
);
CREATE TABLE yiwang_seen (
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  revision BIGINT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (account, name)
);
CREATE TABLE yiwang_served (
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  node TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account, kind, node)
);
INSERT INTO yiwang_intent SELECT account, kind, id, state, attempts, revision, book, personal,
  key_id, subject, erase_at_end, created_at, updated_at, due_at, finished_at, owner, leased_until,
  lane FROM yiwang_intent_before;
INSERT INTO yiwang_name SELECT i.account, n.name, n.kind, n.id FROM yiwang_name_before n JOIN
  yiwang_intent_before i ON i.kind = n.kind AND i.id = n.id;
INSERT INTO yiwang_seen SELECT '', name, revision, until FROM yiwang_seen_before;
DROP TABLE yiwang_intent_before;
DROP TABLE yiwang_name_before;
DROP TABLE yiwang_seen_before;
CREATE INDEX yiwang_intent_lane ON yiwang_intent (account, kind, lane, due_at) WHERE finished_at
  IS NULL;
CREATE INDEX yiwang_intent_changed ON yiwang_intent (account, kind, updated_at, id);
CREATE INDEX yiwang_intent_finished ON yiwang_intent (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX yiwang_intent_subject ON yiwang_intent (subject) WHERE subject IS NOT NULL;
CREATE INDEX yiwang_name_holder ON yiwang_name (account, kind, id);
CREATE INDEX yiwang_seen_until ON yiwang_seen (until);
INSERT INTO yiwang_schema (version) VALUES (4);
