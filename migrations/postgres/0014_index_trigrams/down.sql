-- Nothing here: 0009 has the trigrams of a server, which keeps and uses them by itself.
SELECT 1;
