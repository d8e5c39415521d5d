DROP INDEX customers_parent;
