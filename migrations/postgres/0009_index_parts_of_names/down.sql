DROP INDEX IF EXISTS opportunities_name_parts;
DROP INDEX IF EXISTS customers_name_parts;
