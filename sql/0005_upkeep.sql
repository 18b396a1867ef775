-- When company data and bars of a symbol were last looked after: once a New York day is enough.
ALTER TABLE symbols ADD COLUMN upkept_at timestamptz;
