-- Lanes are read page by page in the order of this index. A lane's name begins with "=", and callbacks
-- seen before there were accounts have the account "*", because some databases take an empty text for
-- NULL. What a feature has marked can be counted without reading it. usable_by is the oldest version of
-- the schema whose code may work with this one; NULL stands for the version itself.
DROP INDEX yiwang_intent_lane;
CREATE INDEX yiwang_intent_lane ON yiwang_intent (account, kind, lane, due_at, id)
  WHERE finished_at IS NULL;
ALTER TABLE yiwang_intent ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
UPDATE yiwang_intent SET lane = '=' || lane;
UPDATE yiwang_seen SET account = '*' WHERE account = '';
ALTER TABLE yiwang_schema ADD COLUMN usable_by INTEGER;
INSERT INTO yiwang_schema (version) VALUES (6);
