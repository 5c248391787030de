-- Topics, causes, questions to callers and departments are the office's own: added, renamed and retired, and what they
-- were stays. What was used once is never deleted.
alter table request_topic add retired_at timestamptz;
alter table close_cause add retired_at timestamptz;
alter table caller_question add retired_at timestamptz;
alter table request_department add retired_at timestamptz;

alter table request_topic
  add constraint ck_request_topic_name_en check (length(btrim(name_en)) between 1 and 100),
  add constraint ck_request_topic_name_es check (length(btrim(name_es)) between 1 and 100),
  -- The rest is what the site asks by.
  add constraint ck_request_topic_stays check (retired_at is null or kind in ('question', 'problem'));
alter table request_department
  add constraint ck_request_department_billing_stays check (retired_at is null or code <> 'billing');
alter table close_cause
  add constraint ck_close_cause_duplicate_stays check (retired_at is null or code <> 'duplicate');
create unique index ux_request_topic_name on request_topic (audience, kind, name_en) where retired_at is null;
create unique index ux_close_cause_name on close_cause (name_en) where retired_at is null;
create unique index ux_caller_question_name on caller_question (name_en) where retired_at is null;
create unique index ux_request_department_name on request_department (name_en) where retired_at is null;

create table office_word_change (
  id uuid primary key,
  list text not null constraint ck_office_word_change_list check (list in
    ('topic', 'close_cause', 'caller_question', 'department')),
  code text not null,
  was_name_en text,
  was_name_es text,
  was_retired boolean not null,
  name_en text not null constraint ck_office_word_change_name_en check (length(btrim(name_en)) between 1 and 100),
  name_es text not null constraint ck_office_word_change_name_es check (length(btrim(name_es)) between 1 and 100),
  is_retired boolean not null,
  changed_at timestamptz not null,
  changed_by text not null,
  constraint ck_office_word_change_new check ((was_name_en is null) = (was_name_es is null))
);
create index ix_office_word_change_list on office_word_change (list, changed_at desc);
create trigger tr_office_word_change_append_only before update or delete on office_word_change
  for each row execute function append_only();

create function office_word_change_recorded() returns trigger language plpgsql as $$
begin
  if not exists (
    select from office_word_change c where c.list = tg_argv[0] and c.code = new.code
      and (c.name_en, c.name_es, c.is_retired) = (new.name_en, new.name_es, new.retired_at is not null)
      and (c.was_name_en, c.was_name_es, c.was_retired)
        = (old.name_en, old.name_es, old.retired_at is not null)) then
    raise exception 'A word of the office was changed without saying by whom.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name;
  end if;
  return null;
end $$;
create constraint trigger ck_request_topic_word_recorded after update of name_en, name_es, retired_at on request_topic
  deferrable initially deferred for each row execute function office_word_change_recorded('topic');
create constraint trigger ck_close_cause_word_recorded after update on close_cause
  deferrable initially deferred for each row execute function office_word_change_recorded('close_cause');
create constraint trigger ck_caller_question_word_recorded after update on caller_question
  deferrable initially deferred for each row execute function office_word_change_recorded('caller_question');
create constraint trigger ck_request_department_word_recorded after update on request_department
  deferrable initially deferred for each row execute function office_word_change_recorded('department');
