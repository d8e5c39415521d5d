-- Records of one company are found by the domain of their addresses, the newest first. A domain has
-- at most 255 characters.
CREATE INDEX opportunities_email_domain ON opportunities (
    left(split_part(email_normalised_folded, '@', 2), 255),
    created_at DESC,
    id DESC
) WHERE email_normalised_folded IS NOT NULL;
