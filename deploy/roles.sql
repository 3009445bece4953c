-- The two roles of the application and its extensions; run once, by the superuser, with psql.
-- The passwords come from the environment. Used by the demonstration and by docker-compose.yml.
\set ON_ERROR_STOP on
\getenv owner_password PASSNUM_OWNER_PASSWORD
\getenv app_password PASSNUM_APP_PASSWORD

-- The owner makes and changes the tables (and test databases); the application only uses them.
CREATE ROLE passnum_owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE passnum_app LOGIN PASSWORD :'app_password';
GRANT passnum_app TO passnum_owner;

-- Everything below is inherited by the databases that are made from this template.
\connect template1
CREATE EXTENSION btree_gist;
CREATE EXTENSION unaccent;
-- No TRUNCATE, no REFERENCES, no TRIGGER: the append-only tables stay so.
ALTER DEFAULT PRIVILEGES FOR ROLE passnum_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO passnum_app;
ALTER DEFAULT PRIVILEGES FOR ROLE passnum_owner
    GRANT USAGE, SELECT ON SEQUENCES TO passnum_app;

\connect postgres
CREATE DATABASE passnum OWNER passnum_owner;
