-- Schema athanor as version 1 was: what Athanor made before there was athanor.version.
CREATE SCHEMA athanor;
REVOKE ALL ON SCHEMA athanor FROM PUBLIC;
CREATE TABLE athanor.changeset (path text NOT NULL, id text NOT NULL, author text NOT NULL,
  revision text NOT NULL, position integer NOT NULL, size integer NOT NULL, bundle text NOT NULL,
  reversible boolean NOT NULL, transactional boolean NOT NULL, undo text[] NOT NULL,
  digest text NOT NULL, run uuid NOT NULL, PRIMARY KEY (path, id, author));
CREATE TABLE athanor.revision (id text PRIMARY KEY, down_revisions text[] NOT NULL,
  depends_on text[] NOT NULL, branch_labels text[] NOT NULL, message text NOT NULL,
  irreversible boolean NOT NULL, path text NOT NULL);
CREATE TABLE athanor.unfinished (path text NOT NULL, id text NOT NULL, author text NOT NULL,
  undo boolean NOT NULL, next integer NOT NULL, before text[] NOT NULL, run uuid NOT NULL,
  started timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (path, id, author));
CREATE TABLE athanor.run (id uuid PRIMARY KEY, started timestamptz NOT NULL
  DEFAULT clock_timestamp(), finished timestamptz, outcome text NOT NULL, message text,
  direction text NOT NULL, bundle text NOT NULL, plan_hash text NOT NULL,
  from_revisions text[] NOT NULL, to_revisions text[] NOT NULL, steps integer NOT NULL,
  applied integer NOT NULL DEFAULT 0, backup text NOT NULL, runner text NOT NULL,
  plan text NOT NULL);
