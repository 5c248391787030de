-- Who may enter the portal's database. Run inside it, as a superuser, after roles.sql; safe to run again.
do $$
begin
  execute format('alter database %I owner to portal_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to portal_app, portal_reader', current_database());
end
$$;
alter schema public owner to portal_owner;
revoke all on schema public from public;
grant usage on schema public to portal_app, portal_reader;
