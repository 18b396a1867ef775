-- Option chains as append-only snapshots, and what is known of the shares under them.

-- The order of MagQuoteStatus; append only.
CREATE TYPE quote_status AS ENUM ('ok', 'bad_input', 'expired', 'no_quote', 'crossed', 'no_bid', 'no_ask', 'below_intrinsic', 'at_intrinsic',
                                  'below_minimum', 'above_maximum', 'below_range', 'above_range');

-- One chain of one symbol at one moment. The id is the New York day of the fetch and a running number, 20261123000000042, so
-- the ids of a day are one range and its quotes one partition.
CREATE TABLE chain_snapshots (
  id             bigint PRIMARY KEY,
  symbol_id      bigint NOT NULL REFERENCES symbols,
  source         text NOT NULL CHECK (source IN ('unknown', 'yahoo', 'cboe', 'broker')),
  fetched_at     timestamptz NOT NULL,
  generated_at   timestamptz,             -- the source's own file time
  quoted_at      timestamptz NOT NULL,    -- the moment the quotes are of
  spot           numeric(12,4) NOT NULL,  -- of the same moment
  previous_close numeric(12,4),
  iv30           double precision,        -- the source's own, fraction
  whole          boolean NOT NULL,        -- every listed expiration is there
  degraded       boolean NOT NULL,        -- under 20 % two-sided quotes, or no open interest at all
  contracts      integer NOT NULL,
  unparsed       integer NOT NULL,        -- rows of the source left out, by reason
  expired        integer NOT NULL,
  duplicate      integer NOT NULL,
  expirations    date[] NOT NULL          -- all the source lists
);
CREATE INDEX chain_snapshots_symbol ON chain_snapshots (symbol_id, quoted_at DESC);
CREATE SEQUENCE chain_snapshot_number MAXVALUE 999999999 CYCLE;

-- symbols.latest_snapshot_id points here without a foreign key: that would need an index on a column each sync changes. Snapshots
-- are deleted in one place only, thin_day(), which spares what is pointed to.

-- A price as the number of 1/10000 dollars the programs compute with, exactly.
CREATE FUNCTION units(price numeric) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN round(price::double precision * 10000);

-- No foreign key to chain_snapshots: it would be checked for each of a chain's thousand rows, which one transaction writes
-- together with their snapshot anyway. The widest columns come first, so no space is lost between them.
CREATE TABLE option_quotes (
  snapshot_id     bigint NOT NULL,
  last_trade_at   timestamptz,
  iv              double precision,        -- fraction; double throughout: `real` loses the rows on the edge of a filter
  delta           double precision,
  gamma           double precision,
  theta           double precision,        -- dollars per calendar day
  vega            double precision,        -- dollars per point of volatility
  roc             double precision,        -- bid over strike (put) or spot (call), as mag_scan_return_on_capital() has it
  expiration_date date NOT NULL,           -- New York; the days left are computed, never stored
  open_interest   integer,
  volume          integer,
  status          quote_status NOT NULL,
  option_type     "char" NOT NULL CHECK (option_type IN ('C', 'P')),
  greeks          "char" NOT NULL CHECK (greeks IN ('-', 'S', 'E')), -- none, the source's, European formula
  wide            boolean NOT NULL,
  adjusted        boolean NOT NULL,        -- the root has a digit: not 100 plain shares
  am_settled      boolean NOT NULL,        -- stops trading at the open of its last day
  otm             boolean NOT NULL,        -- strictly out of the money against the snapshot's spot
  strike          numeric(12,4) NOT NULL,  -- dollars per share, as all prices
  bid             numeric(12,4),           -- NULL: none given; 0 is a real zero bid
  ask             numeric(12,4),
  last            numeric(12,4),
  root            text COLLATE "C" NOT NULL,
  -- One side and a range of expirations of one snapshot lie together.
  PRIMARY KEY (snapshot_id, option_type, expiration_date, strike, root)
) PARTITION BY RANGE (snapshot_id);
-- What a scan wants, found without looking at the rest of a side.
CREATE INDEX option_quotes_scan ON option_quotes (snapshot_id, option_type, expiration_date, abs(delta)) WHERE status = 'ok' AND NOT adjusted;

CREATE FUNCTION first_snapshot_id(day date) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN to_char(day, 'YYYYMMDD')::bigint * 1000000000;
CREATE FUNCTION quote_partition(day date) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN 'option_quotes_' || to_char(day, 'YYYYMMDD');

-- ATTACH, unlike CREATE ... PARTITION OF, stops nobody who reads or writes.
CREATE FUNCTION attach_quote_partition(name text, day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE option_quotes ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', name, first_snapshot_id(day), first_snapshot_id(day + 1));
END $$;

-- An id for a snapshot of a day, whose partition stands afterwards.
CREATE FUNCTION new_snapshot_id(day date) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  IF to_regclass(quote_partition(day)) IS NULL THEN
    PERFORM pg_advisory_xact_lock(762184912);
    -- to_regclass() may still remember that there was none; a query sees what others have committed while we waited.
    IF NOT EXISTS (SELECT FROM pg_class WHERE relname = quote_partition(day)) THEN
      EXECUTE format('CREATE TABLE %I (LIKE option_quotes INCLUDING ALL)', quote_partition(day));
      PERFORM attach_quote_partition(quote_partition(day), day);
    END IF;
  END IF;
  RETURN first_snapshot_id(day) + nextval('chain_snapshot_number');
END $$;

CREATE TABLE stock_data (
  symbol_id          bigint PRIMARY KEY REFERENCES symbols,
  company_name       text,
  sector             text,
  industry           text,
  currency           text,
  source             text NOT NULL CHECK (source IN ('unknown', 'yahoo', 'cboe', 'broker')),
  price              numeric(12,4),
  previous_close     numeric(12,4),
  change             double precision, -- fraction against the previous close
  volume             bigint,
  market_cap         bigint,           -- whole dollars
  dividend_rate      numeric(12,4),    -- dollars per share and year
  dividend_yield     double precision, -- fraction per year
  ex_dividend        date,
  earnings           date,
  earnings_estimated boolean NOT NULL DEFAULT false,
  quoted_at          timestamptz,      -- of price
  updated_at         timestamptz NOT NULL
);

-- One 30-day volatility per symbol and New York day: what IV rank and percentile are made of.
CREATE TABLE iv_history (
  symbol_id bigint NOT NULL REFERENCES symbols,
  day       date NOT NULL,
  iv30      double precision NOT NULL CHECK (iv30 > 0),
  source    text NOT NULL,
  quoted_at timestamptz NOT NULL, -- a later one of the same day replaces it
  PRIMARY KEY (symbol_id, day)
);

CREATE TABLE daily_bars (
  symbol_id      bigint NOT NULL REFERENCES symbols,
  day            date NOT NULL,
  open           numeric(12,4),
  high           numeric(12,4),
  low            numeric(12,4),
  close          numeric(12,4) NOT NULL,
  adjusted_close numeric(12,4),
  volume         bigint,
  PRIMARY KEY (symbol_id, day)
);

-- What stays of a day's chains when their quotes go: the puts a scan with the default limits would have shown.
CREATE TABLE scan_candidates (
  symbol_id       bigint NOT NULL REFERENCES symbols,
  day             date NOT NULL,
  root            text NOT NULL,
  expiration_date date NOT NULL,
  option_type     "char" NOT NULL,
  strike          numeric(12,4) NOT NULL,
  bid             numeric(12,4) NOT NULL,
  ask             numeric(12,4),
  delta           double precision NOT NULL,
  iv              double precision,
  spot            numeric(12,4) NOT NULL,
  PRIMARY KEY (symbol_id, day, expiration_date, option_type, strike, root)
);

CREATE FUNCTION save_candidates(of_day date) RETURNS void LANGUAGE sql AS $$
  INSERT INTO scan_candidates
  SELECT s.symbol_id, of_day, q.root, q.expiration_date, q.option_type, q.strike, q.bid, q.ask, q.delta, q.iv, s.spot
  FROM (SELECT DISTINCT ON (symbol_id) * FROM chain_snapshots
        WHERE id >= first_snapshot_id(of_day) AND id < first_snapshot_id(of_day + 1) AND NOT degraded
        ORDER BY symbol_id, quoted_at DESC, id DESC) s
  JOIN option_quotes q ON q.snapshot_id = s.id
  WHERE q.option_type = 'P' AND q.status = 'ok' AND NOT q.adjusted AND q.otm AND q.bid > 0
    AND q.expiration_date BETWEEN of_day + 23 AND of_day + 37 AND abs(q.delta) BETWEEN 0.25 AND 0.40
  ON CONFLICT DO NOTHING
$$;

-- Today: all. Ten days back: each symbol's last good snapshot of the day. Before: nothing but the candidates. What a symbol
-- shows as its latest stays in any case.
CREATE FUNCTION kept_snapshots(of_day date, today date) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT latest_snapshot_id FROM symbols
  WHERE latest_snapshot_id >= first_snapshot_id(of_day) AND latest_snapshot_id < first_snapshot_id(of_day + 1)
  UNION
  SELECT id FROM (SELECT DISTINCT ON (symbol_id) id FROM chain_snapshots
                  WHERE id >= first_snapshot_id(of_day) AND id < first_snapshot_id(of_day + 1) AND NOT degraded AND of_day >= today - 10
                  ORDER BY symbol_id, quoted_at DESC, id DESC) last_good
$$;

-- Days before today whose snapshots are more than kept_snapshots().
CREATE FUNCTION days_to_thin(today date) RETURNS SETOF date LANGUAGE sql STABLE AS $$
  SELECT day FROM (SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day
                   FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'option_quotes'::regclass) days
  WHERE day < today
    AND ((SELECT count(*) FROM chain_snapshots WHERE id >= first_snapshot_id(day) AND id < first_snapshot_id(day + 1))
         > (SELECT count(*) FROM kept_snapshots(day, today))
         OR NOT EXISTS (SELECT FROM chain_snapshots WHERE id >= first_snapshot_id(day) AND id < first_snapshot_id(day + 1)))
  ORDER BY day
$$;

-- The partition is replaced by one with only what is kept, or dropped: milliseconds, and the space comes back at once, where
-- DELETE would take seconds and leave holes.
-- Who wants the table to itself makes all others wait behind it: rather try again tomorrow.
CREATE FUNCTION thin_day(of_day date, today date) RETURNS void LANGUAGE plpgsql SET lock_timeout = '2s' AS $$
DECLARE
  name text := quote_partition(of_day);
  kept bigint[];
BEGIN
  EXECUTE format('LOCK TABLE %I IN SHARE MODE', name); -- late writers of that day wait; readers don't
  kept := ARRAY(SELECT kept_snapshots(of_day, today));
  IF of_day < today - 10 THEN
    PERFORM save_candidates(of_day);
  END IF;
  IF cardinality(kept) > 0 THEN
    EXECUTE format('CREATE TABLE %I (LIKE option_quotes INCLUDING ALL)', name || '_kept');
    EXECUTE format('ALTER TABLE %I ADD CHECK (snapshot_id >= %s AND snapshot_id < %s)', name || '_kept', first_snapshot_id(of_day), first_snapshot_id(of_day + 1));
    EXECUTE format('INSERT INTO %I SELECT * FROM %I WHERE snapshot_id = ANY ($1)', name || '_kept', name) USING kept;
  END IF;
  EXECUTE format('ALTER TABLE option_quotes DETACH PARTITION %I', name);
  EXECUTE format('DROP TABLE %I', name);
  IF cardinality(kept) > 0 THEN
    EXECUTE format('ALTER TABLE %I RENAME TO %I', name || '_kept', name);
    PERFORM attach_quote_partition(name, of_day);
  END IF;
  DELETE FROM chain_snapshots WHERE id >= first_snapshot_id(of_day) AND id < first_snapshot_id(of_day + 1) AND id <> ALL (kept);
END $$;

-- The seed's table: the premiums of each symbol's latest chain, never an older row.
CREATE VIEW stock_premiums AS
SELECT y.ticker AS symbol, q.root, q.expiration_date, CASE q.option_type WHEN 'P' THEN 'put' ELSE 'call' END AS option_type,
       q.strike AS strike_price, q.expiration_date - (now() AT TIME ZONE 'America/New_York')::date AS dte,
       q.bid AS premium, q.delta, q.theta, q.iv AS implied_volatility, q.bid, q.ask, q.volume, q.open_interest,
       CASE WHEN q.expiration_date > (now() AT TIME ZONE 'America/New_York')::date
            THEN q.roc * 30 / (q.expiration_date - (now() AT TIME ZONE 'America/New_York')::date) END AS monthly_return,
       q.status, q.wide, q.adjusted, s.spot, s.source, s.quoted_at, s.fetched_at AS updated_at
FROM symbols y
JOIN chain_snapshots s ON s.id = y.latest_snapshot_id
JOIN option_quotes q ON q.snapshot_id = y.latest_snapshot_id;
