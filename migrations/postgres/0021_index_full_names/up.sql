-- Customers are listed by their full names. What an index of a server holds is bounded, and names are
-- not: those that begin with the same 200 characters are listed by id.
CREATE INDEX customers_listed ON customers (substr(full_name_folded, 1, 200), id);
