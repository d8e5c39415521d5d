-- Those who stand under a customer are followed from one to the next.
CREATE INDEX customers_parent ON customers (parent_id) WHERE parent_id IS NOT NULL;
