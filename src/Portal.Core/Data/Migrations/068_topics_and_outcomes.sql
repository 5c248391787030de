-- How soon the city answers is the office's to change: with a reason, and what it was stays.
create table request_topic_change (
  id uuid primary key,
  topic text not null constraint fk_request_topic_change_topic references request_topic,
  was_acknowledge_days integer not null,
  was_answer_days integer not null,
  was_lead_days integer,
  was_pay_days integer,
  acknowledge_days integer not null,
  answer_days integer not null,
  lead_days integer,
  pay_days integer,
  reason text not null constraint ck_request_topic_change_reason check (length(btrim(reason)) between 1 and 500),
  changed_at timestamptz not null,
  changed_by text not null
);
create index ix_request_topic_change_topic on request_topic_change (topic, changed_at desc);
create trigger tr_request_topic_change_append_only before update or delete on request_topic_change
  for each row execute function append_only();

alter table request_topic
  add constraint ck_request_topic_most_days check (greatest(lead_days, pay_days) <= 365);

create function request_topic_change_recorded() returns trigger language plpgsql as $$
begin
  if not exists (
    select from request_topic_change c where c.topic = new.code
      and (c.was_acknowledge_days, c.was_answer_days, c.was_lead_days, c.was_pay_days)
        is not distinct from (old.acknowledge_days, old.answer_days, old.lead_days, old.pay_days)
      and (c.acknowledge_days, c.answer_days, c.lead_days, c.pay_days)
        is not distinct from (new.acknowledge_days, new.answer_days, new.lead_days, new.pay_days)) then
    raise exception 'Topic % was changed without saying by whom and why.', new.code
      using errcode = 'integrity_constraint_violation', constraint = 'ck_request_topic_change_recorded';
  end if;
  return null;
end $$;
create constraint trigger ck_request_topic_change_recorded after update on request_topic
  deferrable initially deferred for each row
  when ((old.acknowledge_days, old.answer_days, old.lead_days, old.pay_days)
    is distinct from (new.acknowledge_days, new.answer_days, new.lead_days, new.pay_days))
  execute function request_topic_change_recorded();

-- What was found: of some tasks "done" says too little.
alter table office_task add column outcome text
  constraint ck_office_task_outcome check (length(btrim(outcome)) between 1 and 1000);
alter table office_task
  add constraint ck_office_task_outcome_when_done check (outcome is null or done_at is not null),
  add constraint ck_office_task_needs_outcome
    check (done_at is null or outcome is not null or kind not in ('red_flag', 'email_undone')) not valid;
