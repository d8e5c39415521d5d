-- Nothing here: reading the names of one database in order is what finds the first page soonest.
SELECT 1;
