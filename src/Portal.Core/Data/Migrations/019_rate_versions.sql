-- A version of rates begins as a draft, forgets nobody who wrote it, and is released as it was looked at. Until now the
-- application role could insert a released version, or take a writer out and let him release it himself.
create function rate_schedule_begins_as_draft() returns trigger language plpgsql as $$
begin
  if new.state <> 'draft' then
    raise exception 'Version % of % must begin as a draft.', new.version, new.code
      using errcode = 'check_violation', constraint = 'ck_rate_schedule_begins_as_draft', table = 'rate_schedule';
  end if;
  return new;
end $$;
create trigger tr_rate_schedule_begins_as_draft before insert on rate_schedule
  for each row execute function rate_schedule_begins_as_draft();

create function rate_schedule_written_and_released() returns trigger language plpgsql as $$
begin
  if not new.drafted_by @> old.drafted_by then
    raise exception 'Whoever wrote any of % is kept.', new.code
      using errcode = 'check_violation', constraint = 'ck_rate_schedule_keeps_writers', table = 'rate_schedule';
  end if;
  if new.state <> 'draft' and (new.document, new.effective_on, new.drafted_by)
      is distinct from (old.document, old.effective_on, old.drafted_by) then
    raise exception 'A version of % is released or discarded as it was looked at.', new.code
      using errcode = 'check_violation', constraint = 'ck_rate_schedule_released_as_drafted', table = 'rate_schedule';
  end if;
  return new;
end $$;
create trigger tr_rate_schedule_written_and_released before update on rate_schedule
  for each row execute function rate_schedule_written_and_released();

-- What a draft says is changed only by somebody who is then one of its writers, and the history says so.
create function rate_schedule_edit_recorded() returns trigger language plpgsql as $$
begin
  if not exists (
    select from rate_change c where c.rate_schedule_id = new.id and c.act = 'edited' and c.document = new.document
      and c.actor = any (new.drafted_by)) then
    raise exception 'Draft % was changed without saying by whom.', new.code
      using errcode = 'integrity_constraint_violation', constraint = 'ck_rate_schedule_edit_recorded',
        table = 'rate_schedule';
  end if;
  return null;
end $$;
create constraint trigger ck_rate_schedule_edit_recorded after update on rate_schedule
  deferrable initially deferred for each row
  when (old.document is distinct from new.document) execute function rate_schedule_edit_recorded();
