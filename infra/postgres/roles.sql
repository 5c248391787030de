-- The portal's three database roles. Safe to run again. Run as a superuser before the first migrate;
-- passwords are set apart from this file (infra/scripts/cluster.sh, infra/docker/postgres-init.sh, or by your own tools).
--
--   portal_owner   owns the database and every table; `migrate` runs as it and nothing else does
--   portal_app     web and worker: reads and writes rows; what it may touch is granted, table by table, by the migrations
--   portal_reader  reports and support: reads only
--
-- None of them is a superuser or may set session_replication_role: that would pass by the ledger's triggers.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['portal_owner', 'portal_app', 'portal_reader'] loop
    begin
      execute format('create role %I login', role_name);
    exception
      when duplicate_object or unique_violation then null;  -- another process made it first
    end;
    execute format(
      'alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role_name);
  end loop;
end
$$;

-- A statement that waits or runs this long is a fault; a run that needs longer says so for itself.
alter role portal_owner set lock_timeout = '3s';
alter role portal_app set statement_timeout = '60s';
alter role portal_app set idle_in_transaction_session_timeout = '60s';
alter role portal_reader set default_transaction_read_only = on;
alter role portal_reader set statement_timeout = '60s';
