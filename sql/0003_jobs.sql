-- Sync jobs: asked for by anybody, taken by a worker under a lease.

CREATE TABLE sync_jobs (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watchlist_id   bigint NOT NULL REFERENCES tv_watchlists ON DELETE CASCADE,
  kind           text NOT NULL DEFAULT 'chains',
  state          text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'cancelled', 'failed')),
  cancel_asked   boolean NOT NULL DEFAULT false,
  worker         text,                          -- who holds the lease
  lease_until    timestamptz,                   -- lapsed: another worker may take over what is left
  current_symbol text NOT NULL DEFAULT '',
  message        text NOT NULL DEFAULT '',      -- why it failed
  asked_at       timestamptz NOT NULL,
  started_at     timestamptz,
  heartbeat_at   timestamptz,
  finished_at    timestamptz
);
-- One live job per list.
CREATE UNIQUE INDEX sync_jobs_live ON sync_jobs (watchlist_id) WHERE state IN ('queued', 'running');
CREATE INDEX sync_jobs_watchlist ON sync_jobs (watchlist_id, id);

CREATE TABLE sync_job_symbols (
  job_id      bigint NOT NULL REFERENCES sync_jobs ON DELETE CASCADE,
  symbol_id   bigint NOT NULL REFERENCES symbols,
  position    integer NOT NULL, -- in list order
  state       text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'failed')),
  error_kind  text CHECK (error_kind IN ('offline', 'busy', 'blocked', 'unknown_symbol', 'no_options', 'format', 'stale', 'unsupported')),
  message     text,
  finished_at timestamptz,
  PRIMARY KEY (job_id, symbol_id)
);

-- What happened, for people who look for a fault. Append only.
CREATE TABLE sync_log (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id    bigint NOT NULL REFERENCES sync_jobs ON DELETE CASCADE,
  symbol_id bigint REFERENCES symbols,
  at        timestamptz NOT NULL,
  event     text NOT NULL CHECK (event IN ('asked', 'taken', 'taken_over', 'symbol_failed', 'cancel_asked', 'finished')),
  message   text NOT NULL DEFAULT ''
);
CREATE INDEX sync_log_job ON sync_log (job_id, id);

CREATE TABLE tv_refresh_history (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watchlist_id   bigint NOT NULL REFERENCES tv_watchlists ON DELETE CASCADE,
  job_id         bigint UNIQUE REFERENCES sync_jobs ON DELETE SET NULL,
  kind           text NOT NULL,
  state          text NOT NULL CHECK (state IN ('done', 'cancelled', 'failed')),
  started_at     timestamptz,
  finished_at    timestamptz NOT NULL,
  total          integer NOT NULL,
  done           integer NOT NULL,
  failed         integer NOT NULL,
  offline        integer NOT NULL, -- failed symbols by kind of error
  busy           integer NOT NULL,
  blocked        integer NOT NULL,
  unknown_symbol integer NOT NULL,
  no_options     integer NOT NULL,
  format         integer NOT NULL,
  stale          integer NOT NULL,
  unsupported    integer NOT NULL,
  message        text NOT NULL DEFAULT ''
);
CREATE INDEX tv_refresh_history_watchlist ON tv_refresh_history (watchlist_id, finished_at DESC);
