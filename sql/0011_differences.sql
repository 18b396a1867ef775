-- What the broker reported of contracts without an order, as of the last import; and the differences between journal and broker the user does not want to see.
CREATE TABLE broker_events (
  id              text PRIMARY KEY,
  account         text NOT NULL,
  symbol          text NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('expired', 'assigned', 'exercised')),
  is_confirmed    boolean NOT NULL,
  root            text NOT NULL,
  expiration_date date NOT NULL,
  option_type     "char" NOT NULL CHECK (option_type IN ('C', 'P')),
  strike          numeric(12,4) NOT NULL,
  quantity        bigint NOT NULL CHECK (quantity > 0),
  event_date      date NOT NULL
);

CREATE TABLE dismissed_differences (
  key text PRIMARY KEY, -- what it was about, with its quantities: another quantity is another difference
  at  timestamptz NOT NULL
);
