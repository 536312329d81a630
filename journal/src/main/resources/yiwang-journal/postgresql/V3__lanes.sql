-- Lanes: an equal share of what is due is taken from each.
ALTER TABLE yiwang_intent ADD COLUMN lane TEXT NOT NULL DEFAULT '';
DROP INDEX yiwang_intent_due;
CREATE INDEX yiwang_intent_lane ON yiwang_intent (kind, lane, due_at) WHERE finished_at IS NULL;
INSERT INTO yiwang_schema (version) VALUES (3);
