-- Legs that one order opened are a spread; and a trade has tags.
ALTER TABLE trade_legs ADD COLUMN opened_with bigint REFERENCES trade_legs; -- of an opening leg: the first that the same order opened
CREATE INDEX trade_legs_opened_with ON trade_legs (opened_with) WHERE opened_with IS NOT NULL;
ALTER TABLE trades ADD COLUMN tags text NOT NULL DEFAULT ''; -- "earnings, wheel": in order, each once
