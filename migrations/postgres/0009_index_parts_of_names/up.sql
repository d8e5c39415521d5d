-- Names are searched by what they hold: trigrams find it without reading them all. A server that does
-- not offer them, or not to this role, goes without: the answers are the same.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX opportunities_name_parts ON opportunities USING gin (name_folded gin_trgm_ops);
    CREATE INDEX customers_name_parts ON customers USING gin
        (full_name_folded gin_trgm_ops, email_folded gin_trgm_ops, reference_folded gin_trgm_ops);
EXCEPTION
    WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
        RAISE NOTICE 'without pg_trgm, searches for a part of a name read all names';
END
$$;
