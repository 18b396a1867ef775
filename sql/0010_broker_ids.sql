-- An order of the broker's may open several trades, and one closing leg of it may end several: what makes an import repeatable is the uid.
ALTER TABLE trades DROP CONSTRAINT trades_account_origin_broker_id_key;
ALTER TABLE trade_legs DROP CONSTRAINT trade_legs_broker_id_key;
