DROP INDEX people_email;
DROP TABLE sign_in_failures;
DROP TABLE one_time_links;
DROP TABLE api_tokens;
DROP TABLE sessions;
DROP TABLE passwords;
