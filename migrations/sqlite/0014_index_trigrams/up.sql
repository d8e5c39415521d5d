-- Texts that are searched by what they hold, by their trigrams. A trigram knows its records and no
-- more: neither the column nor the place, as a search looks at the texts themselves in the end.
CREATE VIRTUAL TABLE opportunity_trigrams USING fts5 (
    name_folded,
    contact_name_folded,
    email_folded,
    company_name_folded,
    content = 'opportunities',
    content_rowid = 'id',
    tokenize = 'trigram case_sensitive 1',
    detail = 'none',
    columnsize = 0
);
-- Many records at a time are kept in memory, in bytes, before they are written.
INSERT INTO opportunity_trigrams (opportunity_trigrams, rank) VALUES ('hashsize', 16777216);
INSERT INTO opportunity_trigrams (opportunity_trigrams) VALUES ('rebuild');
-- In how many records each trigram is.
CREATE VIRTUAL TABLE opportunity_trigrams_counted USING fts5vocab (opportunity_trigrams, row);

CREATE TRIGGER opportunity_trigrams_added AFTER INSERT ON opportunities
BEGIN
    INSERT INTO opportunity_trigrams (
        rowid, name_folded, contact_name_folded, email_folded, company_name_folded
    ) VALUES (
        new.id, new.name_folded, new.contact_name_folded,
        new.email_folded, new.company_name_folded
    );
END;

CREATE TRIGGER opportunity_trigrams_changed
AFTER UPDATE OF name_folded, contact_name_folded, email_folded, company_name_folded ON opportunities
WHEN old.name_folded IS NOT new.name_folded
    OR old.contact_name_folded IS NOT new.contact_name_folded
    OR old.email_folded IS NOT new.email_folded
    OR old.company_name_folded IS NOT new.company_name_folded
BEGIN
    INSERT INTO opportunity_trigrams (
        opportunity_trigrams, rowid, name_folded,
        contact_name_folded, email_folded, company_name_folded
    ) VALUES (
        'delete', old.id, old.name_folded,
        old.contact_name_folded, old.email_folded, old.company_name_folded
    );
    INSERT INTO opportunity_trigrams (
        rowid, name_folded, contact_name_folded, email_folded, company_name_folded
    ) VALUES (
        new.id, new.name_folded, new.contact_name_folded,
        new.email_folded, new.company_name_folded
    );
END;

CREATE TRIGGER opportunity_trigrams_removed AFTER DELETE ON opportunities
BEGIN
    INSERT INTO opportunity_trigrams (
        opportunity_trigrams, rowid, name_folded,
        contact_name_folded, email_folded, company_name_folded
    ) VALUES (
        'delete', old.id, old.name_folded,
        old.contact_name_folded, old.email_folded, old.company_name_folded
    );
END;

CREATE VIRTUAL TABLE customer_trigrams USING fts5 (
    full_name_folded,
    email_folded,
    reference_folded,
    content = 'customers',
    content_rowid = 'id',
    tokenize = 'trigram case_sensitive 1',
    detail = 'none',
    columnsize = 0
);
INSERT INTO customer_trigrams (customer_trigrams, rank) VALUES ('hashsize', 16777216);
INSERT INTO customer_trigrams (customer_trigrams) VALUES ('rebuild');
CREATE VIRTUAL TABLE customer_trigrams_counted USING fts5vocab (customer_trigrams, row);

CREATE TRIGGER customer_trigrams_added AFTER INSERT ON customers
BEGIN
    INSERT INTO customer_trigrams (
        rowid, full_name_folded, email_folded, reference_folded
    ) VALUES (
        new.id, new.full_name_folded, new.email_folded, new.reference_folded
    );
END;

CREATE TRIGGER customer_trigrams_changed
AFTER UPDATE OF full_name_folded, email_folded, reference_folded ON customers
WHEN old.full_name_folded IS NOT new.full_name_folded
    OR old.email_folded IS NOT new.email_folded
    OR old.reference_folded IS NOT new.reference_folded
BEGIN
    INSERT INTO customer_trigrams (
        customer_trigrams, rowid, full_name_folded, email_folded, reference_folded
    ) VALUES (
        'delete', old.id, old.full_name_folded, old.email_folded, old.reference_folded
    );
    INSERT INTO customer_trigrams (
        rowid, full_name_folded, email_folded, reference_folded
    ) VALUES (
        new.id, new.full_name_folded, new.email_folded, new.reference_folded
    );
END;

CREATE TRIGGER customer_trigrams_removed AFTER DELETE ON customers
BEGIN
    INSERT INTO customer_trigrams (
        customer_trigrams, rowid, full_name_folded, email_folded, reference_folded
    ) VALUES (
        'delete', old.id, old.full_name_folded, old.email_folded, old.reference_folded
    );
END;
