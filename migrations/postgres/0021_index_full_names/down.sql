DROP INDEX customers_listed;
