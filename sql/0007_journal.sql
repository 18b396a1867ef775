-- The journal keeps legs, shares bought and sold among them, and nothing that follows from them: status, strategy, lots and campaigns
-- are found by replaying the legs, so that a leg added late, corrected or taken back leaves no stored total behind (decision 0013).
-- Nothing wrote into the tables of 0004 yet.

DROP VIEW trade_history;

ALTER TABLE trades
  DROP COLUMN campaign_id,
  DROP COLUMN rolled_from,
  DROP COLUMN strategy_type,
  DROP COLUMN status,
  DROP COLUMN close_reason,
  ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE; -- the same in every database an export is brought to
DROP TABLE campaigns;

ALTER TABLE trade_legs
  ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
  ADD COLUMN rolled_from bigint REFERENCES trade_legs, -- of an opening leg: the closing leg it is one roll with
  ADD COLUMN is_active boolean NOT NULL DEFAULT true,         -- false: deleted, can be brought back
  ADD COLUMN executed_on date,                                -- New York; brokers' statements and people know the day only
  ALTER COLUMN root DROP NOT NULL,                            -- the contract's columns are NULL of shares
  ALTER COLUMN expiration_date DROP NOT NULL,
  ALTER COLUMN option_type DROP NOT NULL,
  ALTER COLUMN strike DROP NOT NULL,
  ALTER COLUMN fees TYPE numeric(14,2),                       -- dollars of the whole leg, to the cent
  ADD CHECK (fees >= 0),
  DROP CONSTRAINT trade_legs_role_check,
  ADD CONSTRAINT trade_legs_role_check CHECK (role IN ('sell_to_open', 'buy_to_open', 'buy_to_close', 'sell_to_close', 'expire', 'assign', 'exercise',
                                                       'called_away', 'buy_shares', 'sell_shares')),
  ADD CONSTRAINT trade_legs_contract CHECK (num_nulls(root, expiration_date, option_type, strike) =
                                            CASE WHEN role IN ('buy_shares', 'sell_shares') THEN 4 ELSE 0 END);
UPDATE trade_legs SET executed_on = (executed_at AT TIME ZONE 'America/New_York')::date;
ALTER TABLE trade_legs
  ALTER COLUMN executed_on SET NOT NULL,
  DROP COLUMN executed_at;
CREATE INDEX trade_legs_executed ON trade_legs (executed_on);
CREATE INDEX trade_legs_rolled ON trade_legs (rolled_from) WHERE rolled_from IS NOT NULL;

-- The seed's table again: a line for each trade, that is an opening leg and what closed it; a roll is two of them.
CREATE VIEW trade_history AS
WITH legs AS (
  SELECT *, role IN ('sell_to_open', 'buy_to_open') AS opens FROM trade_legs WHERE is_active AND root IS NOT NULL
), sums AS (
  SELECT l.trade_id,
         min(l.expiration_date) AS expiration_date, min(l.strike) AS strike_price, min(l.option_type::text) AS option_type,
         min(l.role) FILTER (WHERE l.opens) AS opening_role,
         min(l.executed_on) FILTER (WHERE l.opens) AS open_date,
         max(l.executed_on) FILTER (WHERE NOT l.opens) AS last_close,
         sum(l.quantity) FILTER (WHERE l.opens) AS contracts,
         sum(CASE WHEN l.opens THEN l.quantity ELSE -l.quantity END) AS remaining,
         (array_agg(l.role ORDER BY l.executed_on DESC, l.id DESC) FILTER (WHERE NOT l.opens))[1] AS last_role,
         (array_agg(r.id IS NOT NULL ORDER BY l.executed_on DESC, l.id DESC) FILTER (WHERE NOT l.opens))[1] AS last_rolled,
         sum(l.price * l.multiplier * l.quantity) FILTER (WHERE l.role = 'sell_to_open') AS premium_collected,
         sum(l.price * l.quantity) FILTER (WHERE NOT l.opens) / nullif(sum(l.quantity) FILTER (WHERE NOT l.opens), 0) AS close_price,
         sum(CASE WHEN l.role IN ('sell_to_open', 'sell_to_close') THEN l.price ELSE -l.price END * l.multiplier * l.quantity - l.fees) AS cash,
         sum(l.strike * l.multiplier * l.quantity) FILTER (WHERE l.role = 'sell_to_open' AND l.option_type = 'P') AS collateral
  FROM legs l LEFT JOIN legs r ON r.rolled_from = l.id
  GROUP BY l.trade_id
), ended AS (
  SELECT *, remaining = 0 AS over FROM sums
)
SELECT t.id, y.ticker AS symbol, s.strike_price, s.expiration_date, CASE s.option_type WHEN 'P' THEN 'put' ELSE 'call' END AS option_type,
       s.premium_collected, s.contracts, s.open_date,
       CASE WHEN s.over THEN s.last_close END AS close_date,
       CASE WHEN s.over THEN s.close_price END AS close_price,
       CASE WHEN NOT s.over THEN NULL
            WHEN s.last_role = 'expire' THEN 'expiration'
            WHEN s.last_role IN ('assign', 'exercise', 'called_away') THEN 'assignment'
            WHEN s.last_rolled THEN 'roll' ELSE 'early_close' END AS close_reason,
       s.expiration_date - s.open_date AS dte_at_open,
       CASE WHEN s.over THEN s.last_close - s.open_date END AS days_held,
       CASE WHEN s.over THEN s.cash END AS profit_loss,
       CASE WHEN s.over THEN s.cash / nullif(s.premium_collected, 0) END AS profit_loss_percent,
       CASE WHEN s.over THEN s.cash / nullif(s.collateral, 0) * 365 / greatest(s.last_close - s.open_date, 1) END AS annualized_return,
       CASE WHEN s.opening_role = 'buy_to_open' THEN 'long_' ELSE 'short_' END || CASE s.option_type WHEN 'P' THEN 'put' ELSE 'call' END AS strategy_type,
       CASE WHEN NOT s.over THEN 'open' WHEN s.last_role = 'expire' THEN 'expired'
            WHEN s.last_role IN ('assign', 'exercise', 'called_away') THEN 'assigned' ELSE 'closed' END AS status,
       t.notes, t.created_at, t.updated_at
FROM trades t
JOIN symbols y ON y.id = t.symbol_id
JOIN ended s ON s.trade_id = t.id;
