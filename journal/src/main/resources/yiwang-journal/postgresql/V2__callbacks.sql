-- The callbacks that have been seen, as digests.
CREATE TABLE yiwang_seen (
  name TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX yiwang_seen_until ON yiwang_seen (until);
INSERT INTO yiwang_schema (version) VALUES (2);
