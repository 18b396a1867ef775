-- Our own volatilities: what chains are valued with, what is known of dividends, and where today's volatility stands among the days before.

-- What all programs agree on, wherever they run. The default is the programs' own: a name that is not here has it.
CREATE TABLE settings (
  name       text PRIMARY KEY,
  value      text NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK (name <> 'rate' OR value::double precision BETWEEN 0 AND 0.25) -- risk-free, continuously compounded, fraction a year
);

-- 'E' was our European formula; 'M' is the model that is right for the contract.
ALTER TABLE option_quotes DROP CONSTRAINT option_quotes_greeks_check;
UPDATE option_quotes SET greeks = 'M' WHERE greeks = 'E';
ALTER TABLE option_quotes ADD CONSTRAINT option_quotes_greeks_check CHECK (greeks IN ('-', 'S', 'M')); -- none, the source's, our model

-- Snapshots until now were valued at 4 %, without dividends.
ALTER TABLE chain_snapshots
  ADD COLUMN rate                double precision NOT NULL DEFAULT 0.04,  -- risk-free, continuously compounded, fraction a year
  ADD COLUMN yield               double precision NOT NULL DEFAULT 0,     -- continuous, of dividends; 0 beside a schedule of them
  ADD COLUMN dividend_dates      date[] NOT NULL DEFAULT '{}',            -- the schedule: ex-dates to come, ascending
  ADD COLUMN dividend_amounts    numeric(12,4)[] NOT NULL DEFAULT '{}',   -- and their amounts, each projected
  ADD COLUMN dividends_announced integer NOT NULL DEFAULT 0,              -- so many of the first dates are the company's word
  ADD COLUMN iv30_one_sided      boolean NOT NULL DEFAULT false;          -- no expiration on the other side of 30 days
ALTER TABLE chain_snapshots ALTER COLUMN rate DROP DEFAULT;

-- iv30 was the source's own figure; from now on it is ours, and only ours may be ranked against each other.
UPDATE chain_snapshots SET iv30 = NULL WHERE iv30 IS NOT NULL;
DELETE FROM iv_history;
ALTER TABLE iv_history
  ADD COLUMN one_sided  boolean NOT NULL DEFAULT false,
  ADD COLUMN rank       double precision,              -- 0 to 100 among the last 252 days up to this one; NULL with fewer than 60
  ADD COLUMN percentile double precision,              -- 0 to 100, likewise
  ADD COLUMN days       integer NOT NULL DEFAULT 1;    -- they look at, at most 252

-- Dividends a share has paid, split-adjusted.
CREATE TABLE share_dividends (
  symbol_id bigint NOT NULL REFERENCES symbols,
  ex_date   date NOT NULL,
  amount    numeric(12,4) NOT NULL CHECK (amount > 0),
  PRIMARY KEY (symbol_id, ex_date)
);

ALTER TABLE stock_data ADD COLUMN hv30 double precision; -- realised, close to close, of the last 30 returns; fraction
-- Bars are loaded anew as a whole, so that dividends and splits since are in all of them: once, now.
UPDATE symbols SET upkept_at = NULL;
DELETE FROM daily_bars;
