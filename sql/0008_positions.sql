-- What the broker said was held the last time it was asked: shown, dated, at start and offline. Account numbers are personal: they are here and in no log.
CREATE TABLE broker_accounts (
  account           text PRIMARY KEY,
  service           text NOT NULL,          -- "robinhood"
  position          integer NOT NULL,       -- in the broker's list
  name              text NOT NULL,
  kind              text NOT NULL,
  options           boolean NOT NULL,
  buying_power      numeric(14,2),
  cash              numeric(14,2),
  option_collateral numeric(14,2),
  at                timestamptz NOT NULL
);

CREATE TABLE broker_positions (
  account         text NOT NULL REFERENCES broker_accounts ON DELETE CASCADE,
  broker_id       text NOT NULL,
  option_id       text NOT NULL,
  symbol          text NOT NULL,
  root            text NOT NULL,
  expiration_date date,
  option_type     "char" NOT NULL CHECK (option_type IN ('C', 'P')),
  strike          numeric(12,4),
  is_short        boolean NOT NULL,
  quantity        bigint NOT NULL CHECK (quantity >= 0),
  settling        bigint NOT NULL CHECK (settling >= 0),
  multiplier      bigint NOT NULL CHECK (multiplier > 0),
  adjusted        boolean NOT NULL,
  premium         numeric(14,2),            -- dollars of quantity and settling contracts, received or paid
  opened_at       timestamptz,
  mark            numeric(12,4),
  bid             numeric(12,4),
  ask             numeric(12,4),
  previous_close  numeric(12,4),
  spot            numeric(12,4),
  iv              double precision,
  delta           double precision,
  gamma           double precision,
  theta           double precision,
  vega            double precision,
  open_interest   bigint,
  volume          bigint,
  quoted_at       timestamptz,
  spot_at         timestamptz,
  problem         text,
  PRIMARY KEY (account, broker_id)
);

CREATE TABLE broker_shares (
  account        text NOT NULL REFERENCES broker_accounts ON DELETE CASCADE,
  broker_id      text NOT NULL,
  symbol         text NOT NULL,
  is_short       boolean NOT NULL,
  quantity       numeric(24,8) NOT NULL,
  collateral     bigint NOT NULL,
  held_for_sells bigint NOT NULL,
  average_price  numeric(12,4),
  spot           numeric(12,4),
  previous_close numeric(12,4),
  spot_at        timestamptz,
  PRIMARY KEY (account, broker_id)
);

-- Alerts the user does not want to hear of for a while.
CREATE TABLE snoozed_alerts (
  holding text NOT NULL, -- key of a holding
  rule    text NOT NULL,
  until   timestamptz NOT NULL,
  PRIMARY KEY (holding, rule)
);
