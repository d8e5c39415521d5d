DROP TABLE outbox;
DROP TABLE subscribers;
