-- The trade journal: a trade has legs that are never edited into another, a campaign ties the trades of one wheel together,
-- and every change leaves a line that nobody can take back.

CREATE TABLE campaigns (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account    text NOT NULL DEFAULT '',
  symbol_id  bigint NOT NULL REFERENCES symbols,
  started_on date NOT NULL,
  ended_on   date CHECK (ended_on >= started_on),
  notes      text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX campaigns_symbol ON campaigns (symbol_id);

CREATE TABLE trades (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account       text NOT NULL DEFAULT '',
  origin        text NOT NULL CHECK (origin IN ('manual', 'broker', 'csv')),
  broker_id     text,                              -- the broker's own, so an import can be repeated
  symbol_id     bigint NOT NULL REFERENCES symbols,
  campaign_id   bigint REFERENCES campaigns,
  rolled_from   bigint REFERENCES trades,          -- a roll is a linked close and open
  strategy_type text NOT NULL,
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed', 'expired', 'assigned')),
  close_reason  text CHECK (close_reason IN ('early_close', 'expiration', 'assignment', 'roll')),
  notes         text NOT NULL DEFAULT '',
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'open') = (close_reason IS NULL)),
  UNIQUE (account, origin, broker_id)
);
CREATE INDEX trades_symbol ON trades (symbol_id);
CREATE INDEX trades_status ON trades (status);
CREATE INDEX trades_campaign ON trades (campaign_id);

CREATE TABLE trade_legs (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  trade_id        bigint NOT NULL REFERENCES trades ON DELETE CASCADE,
  role            text NOT NULL CHECK (role IN ('sell_to_open', 'buy_to_open', 'buy_to_close', 'sell_to_close', 'expire', 'assign', 'exercise', 'called_away')),
  broker_id       text UNIQUE,
  root            text NOT NULL,
  expiration_date date NOT NULL,
  option_type     "char" NOT NULL CHECK (option_type IN ('C', 'P')),
  strike          numeric(12,4) NOT NULL CHECK (strike > 0),
  multiplier      integer NOT NULL CHECK (multiplier > 0), -- normally 100, never assumed
  quantity        integer NOT NULL CHECK (quantity > 0),   -- the side is in the role
  price           numeric(12,4) NOT NULL CHECK (price >= 0), -- dollars per share; 0 where it expired or was assigned
  fees            numeric(14,4) NOT NULL DEFAULT 0,        -- dollars, of the whole leg
  executed_at     timestamptz NOT NULL
);
CREATE INDEX trade_legs_trade ON trade_legs (trade_id);
CREATE INDEX trade_legs_executed ON trade_legs (executed_at);

CREATE TABLE trade_audit (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  trade_id bigint NOT NULL, -- no reference: the line outlives the trade
  leg_id   bigint,
  at       timestamptz NOT NULL DEFAULT now(),
  actor    text NOT NULL,   -- who: the user, an import, the expiry rule
  action   text NOT NULL,
  before   jsonb,
  after    jsonb
);
CREATE INDEX trade_audit_trade ON trade_audit (trade_id, id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this table only grows' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER trade_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON trade_audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The seed's table, computed from the legs. Percentages are fractions without a width to overflow; the annualized return is
-- on collateral, of short puts.
CREATE VIEW trade_history AS
WITH sums AS (
  SELECT trade_id,
         min(root) AS root, min(expiration_date) AS expiration_date, min(strike) AS strike_price, min(option_type::text) AS option_type,
         min((executed_at AT TIME ZONE 'America/New_York')::date) FILTER (WHERE role IN ('sell_to_open', 'buy_to_open')) AS open_date,
         max((executed_at AT TIME ZONE 'America/New_York')::date) FILTER (WHERE role NOT IN ('sell_to_open', 'buy_to_open')) AS last_close,
         sum(quantity) FILTER (WHERE role IN ('sell_to_open', 'buy_to_open')) AS contracts,
         sum(price * multiplier * quantity) FILTER (WHERE role = 'sell_to_open') AS premium_collected,
         sum(price * quantity) FILTER (WHERE role NOT IN ('sell_to_open', 'buy_to_open'))
           / nullif(sum(quantity) FILTER (WHERE role NOT IN ('sell_to_open', 'buy_to_open')), 0) AS close_price,
         sum(CASE WHEN role IN ('sell_to_open', 'sell_to_close') THEN price ELSE -price END * multiplier * quantity - fees) AS cash,
         sum(strike * multiplier * quantity) FILTER (WHERE role = 'sell_to_open' AND option_type = 'P') AS collateral
  FROM trade_legs GROUP BY trade_id
)
SELECT t.id, y.ticker AS symbol, s.strike_price, s.expiration_date, CASE s.option_type WHEN 'P' THEN 'put' ELSE 'call' END AS option_type,
       s.premium_collected, s.contracts, s.open_date,
       CASE WHEN t.status <> 'open' THEN s.last_close END AS close_date,
       CASE WHEN t.status <> 'open' THEN s.close_price END AS close_price,
       t.close_reason, s.expiration_date - s.open_date AS dte_at_open,
       CASE WHEN t.status <> 'open' THEN s.last_close - s.open_date END AS days_held,
       CASE WHEN t.status <> 'open' THEN s.cash END AS profit_loss,
       CASE WHEN t.status <> 'open' THEN s.cash / nullif(s.premium_collected, 0) END AS profit_loss_percent,
       CASE WHEN t.status <> 'open' THEN s.cash / nullif(s.collateral, 0) * 365 / greatest(s.last_close - s.open_date, 1) END AS annualized_return,
       t.strategy_type, t.status, t.notes, t.created_at, t.updated_at
FROM trades t
JOIN symbols y ON y.id = t.symbol_id
LEFT JOIN sums s ON s.trade_id = t.id;
