-- A colleague looks at a sample of what each person answered in a month, and says how good it was. Never their own.
create table quality_review (
  id uuid primary key,
  event_id uuid not null constraint fk_quality_review_event references request_event
    constraint ux_quality_review_event unique,
  answered_by uuid not null constraint fk_quality_review_answered_by references staff_member,
  reviewed_by uuid not null constraint fk_quality_review_reviewed_by references staff_member,
  score integer not null constraint ck_quality_review_score check (score between 1 and 5),
  note text constraint ck_quality_review_note check (length(trim(note)) between 1 and 1000),
  reviewed_at timestamptz not null,
  constraint ck_quality_review_second_person check (reviewed_by <> answered_by),
  -- A low score says why.
  constraint ck_quality_review_low_says_why check (score >= 3 or note is not null)
);
create index ix_quality_review_answered on quality_review (answered_by, reviewed_at);
create trigger tr_quality_review_append_only before update or delete on quality_review
  for each row execute function append_only();

-- What ended in a month, by whom.
create index ix_request_event_ended on request_event (at) where act in ('answer', 'close');
