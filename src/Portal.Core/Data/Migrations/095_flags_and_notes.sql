-- What the office must know of an account before it acts: each with who answers for it, what it rests on, and the day
-- on which somebody looks again.
create table account_flag (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_account_flag_account references customer_account,
  kind text not null constraint ck_account_flag_kind
    check (kind in ('medical', 'bankruptcy', 'do_not_contact', 'sensitive')),
  reason text not null constraint ck_account_flag_reason check (length(btrim(reason)) between 1 and 500),
  -- The paper, call or order it rests on, in words: a court's notice with its case number, a doctor's form.
  source text not null constraint ck_account_flag_source check (length(btrim(source)) between 1 and 200),
  owner_id uuid not null constraint fk_account_flag_owner references staff_member,
  review_on date not null,
  placed_on date not null,
  placed_by text not null,
  placed_at timestamptz not null,
  -- The stay of a bankruptcy: late charges and drafts keep away while it stands.
  hold_id uuid constraint fk_account_flag_hold references account_hold constraint ux_account_flag_hold unique,
  lifted_at timestamptz,
  constraint ck_account_flag_review_after_start check (review_on > placed_on),
  constraint ck_account_flag_stay_is_held check ((hold_id is not null) = (kind = 'bankruptcy'))
);
create index ix_account_flag_account on account_flag (customer_account_id);
create unique index ux_account_flag_one_of_kind on account_flag (customer_account_id, kind) where lifted_at is null;
create index ix_account_flag_review on account_flag (review_on) where lifted_at is null;

-- Each time somebody looked again, and the end.
create table account_flag_step (
  id uuid primary key,
  flag_id uuid not null constraint fk_account_flag_step_flag references account_flag,
  act text not null constraint ck_account_flag_step_act check (act in ('review', 'lift')),
  reason text not null constraint ck_account_flag_step_reason check (length(btrim(reason)) between 1 and 500),
  owner_id uuid not null constraint fk_account_flag_step_owner references staff_member,
  review_on date,
  by_whom text not null,
  at timestamptz not null,
  constraint ck_account_flag_step_review_day check ((review_on is not null) = (act = 'review'))
);
create index ix_account_flag_step_flag on account_flag_step (flag_id, at);
create unique index ux_account_flag_step_lifted_once on account_flag_step (flag_id) where act = 'lift';
create trigger tr_account_flag_step_append_only before update or delete on account_flag_step
  for each row execute function append_only();

create function account_flag_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.lifted_at is not null
      or (to_jsonb(new) - array['owner_id', 'review_on', 'lifted_at'])
        <> (to_jsonb(old) - array['owner_id', 'review_on', 'lifted_at']) then
    raise exception 'Of a flag only its owner, its review and its end change.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'account_flag';
  end if;
  return new;
end $$;
create trigger tr_account_flag_keeps_what_happened before update or delete on account_flag
  for each row execute function account_flag_keeps_what_happened();

create function account_flag_change_recorded() returns trigger language plpgsql as $$
begin
  if not exists (select from account_flag_step s where s.flag_id = new.id and s.owner_id = new.owner_id
      and (s.act = 'lift' and s.at = new.lifted_at or s.act = 'review' and s.review_on = new.review_on)) then
    raise exception 'What changed of flag % is in no step.', new.id
      using errcode = 'check_violation', constraint = 'ck_account_flag_change_recorded', table = 'account_flag';
  end if;
  return null;
end $$;
create constraint trigger ck_account_flag_change_recorded after update on account_flag
  deferrable initially deferred for each row execute function account_flag_change_recorded();

-- What staff write for each other about an account. A mistake is set right by another note.
create table account_note (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_account_note_account references customer_account,
  body text not null constraint ck_account_note_body check (length(btrim(body)) between 1 and 4000),
  corrects_id uuid constraint fk_account_note_corrects references account_note
    constraint ux_account_note_corrected_once unique,
  written_by text not null,
  written_at timestamptz not null,
  constraint ck_account_note_corrects_another check (corrects_id <> id),
  constraint ux_account_note_of_account unique (id, customer_account_id),
  constraint fk_account_note_corrects_same_account foreign key (corrects_id, customer_account_id)
    references account_note (id, customer_account_id)
);
create index ix_account_note_account on account_note (customer_account_id, written_at desc);
create trigger tr_account_note_append_only before update or delete on account_note
  for each row execute function append_only();

-- The note that stands on top of the account; the latest row counts, and one without a note takes it down.
create table account_note_pin (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_account_note_pin_account references customer_account,
  note_id uuid,
  pinned_by text not null,
  pinned_at timestamptz not null,
  constraint fk_account_note_pin_note foreign key (note_id, customer_account_id)
    references account_note (id, customer_account_id)
);
create index ix_account_note_pin_account on account_note_pin (customer_account_id, pinned_at desc);
create trigger tr_account_note_pin_append_only before update or delete on account_note_pin
  for each row execute function append_only();

-- Who looked at a sensitive account does not judge that look, and who judges says what they found.
alter table office_task
  add constraint ck_office_task_view_of_another
    check (kind <> 'sensitive_view' or done_by is null or strpos(dedupe_key, substr(done_by, 7)) = 0),
  add constraint ck_office_task_view_needs_outcome
    check (kind <> 'sensitive_view' or done_at is null or outcome is not null);

-- A stay of a court keeps drafts away.
alter table draft drop constraint ck_draft_why;
alter table draft add constraint ck_draft_why check (why in ('no_notice', 'nothing_due', 'on_its_way_already',
  'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended', 'autopay_suspended', 'too_late',
  'by_payer', 'by_office', 'declined', 'not_finished', 'not_told', 'method_stopped', 'bill_canceled', 'paid_earlier',
  'no_debits', 'stayed'));
alter table draft_event drop constraint ck_draft_event_why;
alter table draft_event add constraint ck_draft_event_why check (why in ('no_notice', 'nothing_due',
  'on_its_way_already', 'too_small', 'not_allowed', 'method_removed', 'method_expired', 'autopay_ended',
  'autopay_suspended', 'too_late', 'by_payer', 'by_office', 'declined', 'not_finished', 'not_told', 'method_stopped',
  'bill_canceled', 'paid_earlier', 'no_debits', 'stayed'));
