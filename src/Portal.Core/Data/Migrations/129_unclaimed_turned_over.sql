-- Unclaimed money until its end: letters to its owners, their claims, and what becomes the city's by two people
-- (Cal. Gov. Code 50050-50057).
insert into gl_account (code, name, kind) values ('4320', 'Unclaimed money that became the city''s', 'revenue');

-- A letter to the owner, kept with its day: the letter itself is the notice.
create table unclaimed_letter (
  notice_id uuid primary key constraint fk_unclaimed_letter_notice references notice,
  kind text not null constraint ck_unclaimed_letter_kind check (kind in ('check', 'credit', 'suspense')),
  -- The check, the account or the item in suspense.
  subject_id uuid not null,
  customer_account_id uuid not null constraint fk_unclaimed_letter_account references customer_account,
  amount_cents bigint not null constraint ck_unclaimed_letter_amount check (amount_cents > 0),
  written_on date not null,
  written_by text not null,
  -- One a day is enough, also for two people at once.
  constraint ux_unclaimed_letter_day unique (subject_id, written_on)
);
create index ix_unclaimed_letter_account on unclaimed_letter (customer_account_id);
create trigger tr_unclaimed_letter_append_only before update or delete on unclaimed_letter
  for each row execute function append_only();

-- Somebody says that it is theirs. Until it is answered the money stays where it is.
create table unclaimed_claim (
  -- Made with the form that recorded it.
  id uuid primary key,
  kind text not null constraint ck_unclaimed_claim_kind check (kind in ('check', 'credit', 'suspense')),
  subject_id uuid not null,
  customer_account_id uuid constraint fk_unclaimed_claim_account references customer_account,
  amount_cents bigint not null constraint ck_unclaimed_claim_amount check (amount_cents > 0),
  claimant text not null constraint ck_unclaimed_claim_claimant check (length(btrim(claimant)) between 1 and 200),
  proof text not null constraint ck_unclaimed_claim_proof check (length(btrim(proof)) between 1 and 500),
  claimed_on date not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  state text not null constraint ck_unclaimed_claim_state check (state in ('open', 'accepted', 'rejected')),
  -- How it is paid again; of a check only.
  way text constraint ck_unclaimed_claim_way check (way in ('check', 'credit')),
  note text constraint ck_unclaimed_claim_note check (length(btrim(note)) between 1 and 500),
  decided_on date,
  decided_by text constraint ck_unclaimed_claim_second_person check (decided_by <> recorded_by),
  decided_at timestamptz,
  constraint ck_unclaimed_claim_decided check ((state = 'open') = (decided_at is null)
    and num_nulls(decided_on, decided_by, decided_at, note) in (0, 4)),
  constraint ck_unclaimed_claim_pays check ((way is not null) = (state = 'accepted' and kind = 'check'))
);
create unique index ux_unclaimed_claim_one_open on unclaimed_claim (subject_id) where state = 'open';
create index ix_unclaimed_claim_subject on unclaimed_claim (subject_id);
create index ix_unclaimed_claim_account on unclaimed_claim (customer_account_id);

create function unclaimed_claim_keeps_what_was_said() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'open'
    or to_jsonb(new) - array['state', 'way', 'note', 'decided_on', 'decided_by', 'decided_at']
      <> to_jsonb(old) - array['state', 'way', 'note', 'decided_on', 'decided_by', 'decided_at'] then
    raise exception 'A claim is answered once and stays as it was made.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'unclaimed_claim';
  end if;
  if new.customer_account_id is not null and is_own_account(new.decided_by, new.customer_account_id) then
    raise exception 'Nobody answers a claim on an account of their own.'
      using errcode = 'check_violation', constraint = 'ck_unclaimed_claim_own_account', table = 'unclaimed_claim';
  end if;
  return new;
end $$;
create trigger tr_unclaimed_claim_keeps_what_was_said before update or delete on unclaimed_claim
  for each row execute function unclaimed_claim_keeps_what_was_said();

-- What is to become the city's, as one person listed it and another approved it.
create table unclaimed_turnover (
  -- Made with the form that proposed it.
  id uuid primary key,
  number integer not null generated always as identity constraint ux_unclaimed_turnover_number unique,
  way text not null constraint ck_unclaimed_turnover_way check (way in ('notice', 'resolution')),
  -- The resolution of the city's council, as people name it.
  resolution text not null
    constraint ck_unclaimed_turnover_resolution check (length(btrim(resolution)) between 1 and 60),
  -- Where the notice was printed, and on which days: once a week for two weeks.
  published_in text constraint ck_unclaimed_turnover_published_in check (length(btrim(published_in)) between 1 and 200),
  first_published_on date,
  next_published_on date,
  -- The day on which it becomes the city's: 45 to 60 days after it was first printed.
  becomes_on date not null,
  row_count integer not null constraint ck_unclaimed_turnover_rows check (row_count between 1 and 500),
  total_cents bigint not null constraint ck_unclaimed_turnover_total check (total_cents > 0),
  made_on date not null,
  made_by text not null,
  made_at timestamptz not null,
  state text not null constraint ck_unclaimed_turnover_state check (state in ('proposed', 'approved', 'declined')),
  decided_on date,
  decided_by text constraint ck_unclaimed_turnover_second_person check (decided_by <> made_by),
  decided_at timestamptz,
  note text constraint ck_unclaimed_turnover_note check (length(btrim(note)) between 1 and 500),
  constraint ck_unclaimed_turnover_published check (case way
    when 'resolution' then num_nonnulls(published_in, first_published_on, next_published_on) = 0
    else num_nulls(published_in, first_published_on, next_published_on) = 0
      and next_published_on - first_published_on = 7 and becomes_on - first_published_on between 45 and 60 end),
  constraint ck_unclaimed_turnover_decided check ((state = 'proposed') = (decided_at is null)
    and num_nulls(decided_on, decided_by, decided_at) in (0, 3)),
  constraint ck_unclaimed_turnover_declined_says_why check ((state = 'declined') = (note is not null)),
  constraint ck_unclaimed_turnover_not_before check (state <> 'approved' or decided_on >= becomes_on)
);
create index ix_unclaimed_turnover_becomes on unclaimed_turnover (becomes_on desc);

create table unclaimed_turnover_row (
  id uuid primary key,
  turnover_id uuid not null constraint fk_unclaimed_turnover_row_turnover references unclaimed_turnover,
  no integer not null constraint ck_unclaimed_turnover_row_no check (no > 0),
  kind text not null constraint ck_unclaimed_turnover_row_kind check (kind in ('check', 'credit', 'suspense')),
  subject_id uuid not null,
  customer_account_id uuid constraint fk_unclaimed_turnover_row_account references customer_account,
  number text,
  -- Null where nobody knows whose it is.
  owner text,
  amount_cents bigint not null constraint ck_unclaimed_turnover_row_amount check (amount_cents > 0),
  since date not null,
  due_on date not null,
  letter_on date,
  constraint ux_unclaimed_turnover_row_no unique (turnover_id, no),
  constraint ux_unclaimed_turnover_row_subject unique (turnover_id, subject_id)
);
create index ix_unclaimed_turnover_row_subject on unclaimed_turnover_row (subject_id);
create index ix_unclaimed_turnover_row_account on unclaimed_turnover_row (customer_account_id);
create trigger tr_unclaimed_turnover_row_append_only before update or delete on unclaimed_turnover_row
  for each row execute function append_only();

-- What was posted for a row: by its existence it became the city's, once.
create table unclaimed_turnover_posting (
  row_id uuid primary key constraint fk_unclaimed_turnover_posting_row references unclaimed_turnover_row,
  journal_entry_id uuid not null constraint fk_unclaimed_turnover_posting_entry references journal_entry
    constraint ux_unclaimed_turnover_posting_entry unique
);
create trigger tr_unclaimed_turnover_posting_append_only before update or delete on unclaimed_turnover_posting
  for each row execute function append_only();

-- Of a credit: which payments it was left of.
create table unclaimed_turnover_part (
  row_id uuid not null constraint fk_unclaimed_turnover_part_row references unclaimed_turnover_row,
  payment_id uuid not null constraint fk_unclaimed_turnover_part_payment references payment,
  amount_cents bigint not null constraint ck_unclaimed_turnover_part_amount check (amount_cents > 0),
  primary key (row_id, payment_id)
);
create index ix_unclaimed_turnover_part_payment on unclaimed_turnover_part (payment_id);
create trigger tr_unclaimed_turnover_part_append_only before update or delete on unclaimed_turnover_part
  for each row execute function append_only();

create function unclaimed_turnover_keeps_what_was_listed() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state <> 'proposed' and to_jsonb(new) <> to_jsonb(old)
    or to_jsonb(new) - array['state', 'decided_on', 'decided_by', 'decided_at', 'note']
      <> to_jsonb(old) - array['state', 'decided_on', 'decided_by', 'decided_at', 'note'] then
    raise exception 'A turnover is decided once and stays as it was listed.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'unclaimed_turnover';
  end if;
  if new.state = 'approved' and old.state = 'proposed' then
    if (select (count(*), sum(r.amount_cents)) from unclaimed_turnover_row r where r.turnover_id = new.id)
        is distinct from (new.row_count::bigint, new.total_cents::numeric) then
      raise exception 'Turnover % is not what it lists.', new.number
        using errcode = 'check_violation', constraint = 'ck_unclaimed_turnover_adds_up', table = 'unclaimed_turnover';
    end if;
    if exists (select from unclaimed_turnover_row r where r.turnover_id = new.id and r.due_on > new.becomes_on) then
      raise exception 'Turnover % has money that is not due.', new.number
        using errcode = 'check_violation', constraint = 'ck_unclaimed_turnover_due', table = 'unclaimed_turnover';
    end if;
    if exists (select from unclaimed_turnover_row r join unclaimed_claim c on c.subject_id = r.subject_id
        where r.turnover_id = new.id and c.state = 'open') then
      raise exception 'Turnover % has money that somebody claims.', new.number
        using errcode = 'check_violation', constraint = 'ck_unclaimed_turnover_unclaimed', table = 'unclaimed_turnover';
    end if;
    if exists (select from unclaimed_turnover_row r where r.turnover_id = new.id
        and is_own_account(new.decided_by, r.customer_account_id)) then
      raise exception 'Nobody turns over money of an account of their own.'
        using errcode = 'check_violation', constraint = 'ck_unclaimed_turnover_own_account',
          table = 'unclaimed_turnover';
    end if;
    if coalesce(staff_reach(new.decided_by), 0) < 3 then
      raise exception 'A supervisor or a finance manager turns money over.'
        using errcode = 'check_violation', constraint = 'ck_unclaimed_turnover_role', table = 'unclaimed_turnover';
    end if;
  end if;
  return new;
end $$;
create trigger tr_unclaimed_turnover_keeps_what_was_listed before update or delete on unclaimed_turnover
  for each row execute function unclaimed_turnover_keeps_what_was_listed();

create function unclaimed_turnover_posting_is_approved() returns trigger language plpgsql as $$
begin
  if not exists (select from unclaimed_turnover_row r join unclaimed_turnover t on t.id = r.turnover_id
      where r.id = new.row_id and t.state = 'approved') then
    raise exception 'Nobody approved that this becomes the city''s.'
      using errcode = 'check_violation', constraint = 'ck_unclaimed_turnover_posting_approved',
        table = 'unclaimed_turnover_posting';
  end if;
  return new;
end $$;
create trigger tr_unclaimed_turnover_posting_is_approved before insert on unclaimed_turnover_posting
  for each row execute function unclaimed_turnover_posting_is_approved();

-- A stale check ends as its customer's credit, where they claim it so, or as the city's.
alter table bank_check drop constraint ck_bank_check_state, add constraint ck_bank_check_state check (state in
  ('issued', 'printed', 'mailed', 'cleared', 'void', 'stop_asked', 'stopped', 'stale', 'reissued', 'credited',
    'turned_over'));
alter table bank_check_event drop constraint ck_bank_check_event_state,
  add constraint ck_bank_check_event_state check (state in
    ('issued', 'printed', 'mailed', 'cleared', 'void', 'stop_asked', 'stopped', 'stale', 'reissued', 'credited',
      'turned_over'));
create or replace function bank_check_may_move(from_state text, to_state text) returns boolean
language sql immutable as $$
  select (from_state, to_state) in (('issued', 'printed'), ('issued', 'void'), ('printed', 'mailed'),
    ('printed', 'void'), ('mailed', 'cleared'), ('mailed', 'stop_asked'), ('mailed', 'stale'),
    ('stop_asked', 'stopped'), ('stop_asked', 'mailed'), ('stop_asked', 'cleared'), ('stale', 'cleared'),
    ('stale', 'reissued'), ('void', 'reissued'), ('stopped', 'reissued'), ('stale', 'credited'),
    ('stale', 'turned_over'))
$$;

-- Money in suspense ends the same way.
alter table suspense_resolution drop constraint ck_suspense_resolution_kind,
  add constraint ck_suspense_resolution_kind
    check (kind in ('posted', 'sent_back', 'closed', 'failed', 'turned_over'));

-- A payment of which a part became the city's is not taken back: its credit is gone.
create function payment_reversal_of_what_is_there() returns trigger language plpgsql as $$
begin
  if exists (select from unclaimed_turnover_part p where p.payment_id = new.payment_id) then
    raise exception 'Some of payment % became the city''s.', new.payment_id
      using errcode = 'check_violation', constraint = 'ck_payment_reversal_not_turned_over', table = 'payment_reversal';
  end if;
  return new;
end $$;
create trigger tr_payment_reversal_of_what_is_there before insert on payment_reversal
  for each row execute function payment_reversal_of_what_is_there();
