-- Symbols, lists of them, and what the user never wants to see.

-- Instants as microseconds since 1970, exactly (a double has room for them until 2106). Not IMMUTABLE, which would keep the server
-- from writing the expression itself into the statement.
CREATE FUNCTION micros(at timestamptz) RETURNS bigint LANGUAGE sql STABLE STRICT PARALLEL SAFE
  RETURN (date_part('epoch', at) * 1000000)::bigint;

CREATE TABLE symbols (
  id                 bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ticker             text COLLATE "C" NOT NULL UNIQUE CHECK (ticker <> ''), -- canonical: 'BRK.B', 'SPX'
  exchange           text NOT NULL DEFAULT '',                              -- TradingView's prefix; '' when never seen
  kind               text NOT NULL DEFAULT 'unknown',                       -- the words of mag_symbol_kind_to_nick()
  latest_snapshot_id bigint,                                                -- the chain readers see, of chain_snapshots; NULL before the first sync
  trouble            text,                                                  -- sentence of the last failed sync; NULL when the last one worked
  trouble_at         timestamptz,
  created_at         timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70); -- each sync updates a row; with room on its page and no index on what changes, the table does not grow

CREATE TABLE symbol_exclusions (
  ticker     text COLLATE "C" PRIMARY KEY,
  reason     text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE tv_watchlists (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name         text NOT NULL CHECK (name <> ''),
  description  text NOT NULL DEFAULT '',
  origin       text NOT NULL DEFAULT 'manual' CHECK (origin IN ('manual', 'tradingview', 'broker')),
  is_active    boolean NOT NULL DEFAULT true,   -- false: deleted, can be brought back
  created_at   timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  last_refresh timestamptz                      -- end of the last sync that got through
);
-- A deleted list does not keep its name from a new one.
CREATE UNIQUE INDEX tv_watchlists_name ON tv_watchlists (lower(name)) WHERE is_active;

CREATE TABLE tv_watchlist_sections (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watchlist_id bigint NOT NULL REFERENCES tv_watchlists ON DELETE CASCADE,
  name         text NOT NULL,
  position     integer NOT NULL, -- from 1, in the order of the list
  UNIQUE (watchlist_id, name)
);

CREATE TABLE tv_watchlist_symbols (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watchlist_id bigint NOT NULL REFERENCES tv_watchlists ON DELETE CASCADE,
  symbol_id    bigint NOT NULL REFERENCES symbols,
  section_id   bigint REFERENCES tv_watchlist_sections ON DELETE SET NULL, -- NULL: above the first heading
  position     integer NOT NULL,                                           -- order within its section
  note         text NOT NULL DEFAULT '',
  target_price numeric(12,4) CHECK (target_price >= 0),
  is_active    boolean NOT NULL DEFAULT true,                              -- false: taken out, can be put back
  added_at     timestamptz NOT NULL DEFAULT now(),
  updated_at   timestamptz NOT NULL DEFAULT now(),
  UNIQUE (watchlist_id, symbol_id)
);
CREATE INDEX tv_watchlist_symbols_symbol ON tv_watchlist_symbols (symbol_id);
