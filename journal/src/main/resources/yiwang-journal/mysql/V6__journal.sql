-- The journal's tables, for MySQL 8.0 or newer and MariaDB 10.6 or newer. Times are milliseconds since
-- 1970. MySQL commits each statement immediately; if they stop halfway, they can be run again.
CREATE TABLE IF NOT EXISTS yiwang_schema (
  version INTEGER NOT NULL,
  usable_by INTEGER,
  PRIMARY KEY (version)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
-- finished_at is NULL in unfinished intents: the index yiwang_intent_open has them in one place, so that
-- finding them takes no longer with a million finished ones.
CREATE TABLE IF NOT EXISTS yiwang_intent (
  account VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(128) NOT NULL,
  id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state VARCHAR(255) NOT NULL,
  tries INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  book LONGTEXT NOT NULL,
  personal LONGBLOB,
  key_id VARCHAR(255),
  subject VARCHAR(255),
  erase_at_end INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  due_at BIGINT,
  finished_at BIGINT,
  finished_journal_time BIGINT,
  owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin,
  leased_until BIGINT,
  lane VARCHAR(251) NOT NULL,
  marked INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, kind, id),
  INDEX yiwang_intent_open (finished_at, account, kind, lane, due_at, id),
  INDEX yiwang_intent_changed (account, kind, updated_at, id),
  INDEX yiwang_intent_old (account, finished_journal_time),
  INDEX yiwang_intent_subject (subject)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS yiwang_name (
  account VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(255) NOT NULL,
  kind VARCHAR(128) NOT NULL,
  id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (account, name),
  INDEX yiwang_name_holder (account, kind, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS yiwang_seen (
  account VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision BIGINT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (account, name),
  INDEX yiwang_seen_until (until)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS yiwang_served (
  account VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(128) NOT NULL,
  node VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account, kind, node)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS yiwang_state (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS yiwang_key (
  key_id VARCHAR(255) NOT NULL,
  PRIMARY KEY (key_id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO yiwang_state (name, value) VALUES
  ('journal time', TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000),
  ('clock', TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000),
  ('latest clock', TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000);
INSERT IGNORE INTO yiwang_schema (version) VALUES (6);
