-- What the chain says about a payment beside its amount, such as the invoice that it pays; null where it says nothing.
ALTER TABLE income ADD COLUMN note TEXT;
