-- Collections of one account, from past due to restored. A case says where it stands; its steps say how it came there.

-- Every move that can be, as DelinquencyMoves has it; a test compares the two.
create table delinquency_move (
  from_state text not null,
  event text not null,
  to_state text not null,
  primary key (from_state, event, to_state)
);
insert into delinquency_move (from_state, event, to_state) values
  ('current', 'fall_past_due', 'past_due'),
  ('past_due', 'tell', 'past_due'),
  ('past_due', 'notice', 'noticed'),
  ('past_due', 'pay', 'current'),
  ('past_due', 'final_bill', 'final_billed'),
  ('noticed', 'give_final', 'final'),
  ('noticed', 'reach', 'final'),
  ('noticed', 'miss', 'noticed'),
  ('noticed', 'post', 'final'),
  ('noticed', 'restart', 'past_due'),
  ('noticed', 'pay', 'current'),
  ('noticed', 'final_bill', 'final_billed'),
  ('final', 'give_final', 'final'),
  ('final', 'reach', 'final'),
  ('final', 'miss', 'final'),
  ('final', 'post', 'final'),
  ('final', 'restart', 'past_due'),
  ('final', 'order', 'ordered'),
  ('final', 'pay', 'current'),
  ('final', 'final_bill', 'final_billed'),
  ('ordered', 'cancel_order', 'final'),
  ('ordered', 'disconnect', 'disconnected'),
  ('ordered', 'fail_order', 'failed_order'),
  ('ordered', 'pay', 'current'),
  ('failed_order', 'order', 'ordered'),
  ('failed_order', 'restart', 'past_due'),
  ('failed_order', 'pay', 'current'),
  ('failed_order', 'final_bill', 'final_billed'),
  ('disconnected', 'pay', 'reconnected'),
  ('disconnected', 'final_bill', 'final_billed'),
  ('reconnected', 'take_back', 'disconnected'),
  ('reconnected', 'restore', 'current'),
  ('final_billed', 'pay', 'current'),
  ('final_billed', 'place', 'collections'),
  ('collections', 'pay', 'current'),
  ('collections', 'recall', 'final_billed'),
  ('collections', 'write_off', 'written_off'),
  ('written_off', 'recover', 'current');
create trigger tr_delinquency_move_append_only before update or delete on delinquency_move
  for each row execute function append_only();

create table delinquency_case (
  id uuid primary key,
  customer_account_id uuid not null constraint fk_delinquency_case_account references customer_account,
  pack_id uuid not null constraint fk_delinquency_case_pack references pack_release,
  ladder text not null,
  bill_mailed_on date not null,
  due_on date not null constraint ck_delinquency_case_due_after_bill check (due_on >= bill_mailed_on),
  -- What was past due by this day is what is asked for: nothing newer is collected with it.
  asked_on date not null constraint ck_delinquency_case_asked_after_due check (asked_on > due_on),
  -- Printed in the notice that stands; null while none does.
  shut_off_on date,
  state text not null constraint ck_delinquency_case_state
    check (state in ('current', 'past_due', 'noticed', 'final', 'ordered', 'disconnected', 'failed_order',
      'reconnected', 'final_billed', 'collections', 'written_off')),
  opened_on date not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  constraint ck_delinquency_case_closed_is_current check ((closed_at is null) = (state <> 'current')),
  constraint ck_delinquency_case_noticed_has_day
    check (state not in ('noticed', 'final', 'ordered', 'failed_order') or shut_off_on is not null)
);
create unique index ux_delinquency_case_one_open on delinquency_case (customer_account_id) where closed_at is null;

create table delinquency_step (
  case_id uuid not null constraint fk_delinquency_step_case references delinquency_case,
  no integer not null constraint ck_delinquency_step_no check (no > 0),
  event text not null constraint ck_delinquency_step_event
    check (event in ('fall_past_due', 'tell', 'notice', 'give_final', 'reach', 'miss', 'post', 'restart', 'order',
      'cancel_order', 'disconnect', 'fail_order', 'pay', 'take_back', 'restore', 'final_bill', 'place', 'recall',
      'write_off', 'recover')),
  from_state text not null constraint ck_delinquency_step_from_state
    check (from_state in ('current', 'past_due', 'noticed', 'final', 'ordered', 'disconnected', 'failed_order',
      'reconnected', 'final_billed', 'collections', 'written_off')),
  to_state text not null constraint ck_delinquency_step_to_state
    check (to_state in ('current', 'past_due', 'noticed', 'final', 'ordered', 'disconnected', 'failed_order',
      'reconnected', 'final_billed', 'collections', 'written_off')),
  -- Of the pack's ladder; null for what no step of it is.
  step_code text,
  -- The city's clock.
  at_city timestamp not null,
  at timestamptz not null,
  by_whom text not null,
  note text,
  notice_id uuid constraint fk_delinquency_step_notice references notice,
  primary key (case_id, no),
  constraint fk_delinquency_step_move foreign key (from_state, event, to_state) references delinquency_move,
  constraint ck_delinquency_step_notice_has_step
    check (event not in ('tell', 'notice', 'give_final', 'post') or step_code is not null)
);
create trigger tr_delinquency_step_append_only before update or delete on delinquency_step
  for each row execute function append_only();

-- Each step begins where the last one ended.
create function delinquency_step_follows() returns trigger language plpgsql as $$
begin
  if new.no > 1 and not exists (select from delinquency_step s
      where s.case_id = new.case_id and s.no = new.no - 1 and s.to_state = new.from_state)
    or new.no = 1 and new.from_state <> 'current' then
    raise exception 'Step % of case % does not begin where the last one ended.', new.no, new.case_id
      using errcode = 'check_violation', constraint = 'ck_delinquency_step_follows', table = 'delinquency_step';
  end if;
  return new;
end $$;
create trigger tr_delinquency_step_follows before insert on delinquency_step
  for each row execute function delinquency_step_follows();

-- A case stands where its last step led to.
create function delinquency_case_stands() returns trigger language plpgsql as $$
begin
  if not exists (select from delinquency_case c
      join delinquency_step s on s.case_id = c.id and s.to_state = c.state
      where c.id = new.id and s.no = (select max(l.no) from delinquency_step l where l.case_id = c.id)) then
    raise exception 'Case % does not stand where its steps led.', new.id
      using errcode = 'integrity_constraint_violation', constraint = 'ck_delinquency_case_move_recorded',
        table = 'delinquency_case';
  end if;
  return null;
end $$;
create constraint trigger ck_delinquency_case_move_recorded after insert or update of state on delinquency_case
  deferrable initially deferred for each row execute function delinquency_case_stands();

-- Holds that nothing else keeps: of one account, or of all where none is named.
create table shut_off_hold (
  id uuid primary key,
  customer_account_id uuid constraint fk_shut_off_hold_account references customer_account,
  kind text not null constraint ck_shut_off_hold_kind
    check (kind in ('appeal', 'extension', 'weather', 'landlord', 'agency_error', 'disaster', 'medical')),
  reason text not null constraint ck_shut_off_hold_reason check (length(trim(reason)) > 0),
  owner_id uuid not null constraint fk_shut_off_hold_owner references staff_member,
  starts_on date not null,
  review_on date not null,
  ends_on date,
  made_by text not null,
  made_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  constraint ck_shut_off_hold_days check (ends_on >= starts_on - 1 and review_on >= starts_on),
  constraint ck_shut_off_hold_ended check (num_nulls(ended_by, ended_at) in (0, 2)),
  constraint ck_shut_off_hold_of_all check (customer_account_id is not null or kind in ('weather', 'disaster'))
);
create index ix_shut_off_hold_account on shut_off_hold (customer_account_id);

create function shut_off_hold_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null
    or to_jsonb(new) - 'ends_on' - 'ended_by' - 'ended_at' <> to_jsonb(old) - 'ends_on' - 'ended_by' - 'ended_at' then
    raise exception 'Only the end of a hold changes, and once.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'shut_off_hold';
  end if;
  return new;
end $$;
create trigger tr_shut_off_hold_keeps_what_happened before update on shut_off_hold
  for each row execute function shut_off_hold_keeps_what_happened();

-- Everything that keeps an account from being shut off, wherever it is kept. No account: it holds for all.
create view standing_hold as
  select h.customer_account_id, h.kind, h.starts_on, h.ends_on from account_hold h
  union all
  select f.customer_account_id, case f.kind when 'medical' then 'medical' else 'stay' end, f.placed_on,
    -- By the day that is latest in any city that we serve: lifted in its evening, it holds that day too.
    (f.lifted_at at time zone 'UTC')::date - 1
  from account_flag f where f.kind in ('medical', 'bankruptcy')
  union all
  select a.customer_account_id, 'plan', '-infinity'::date, null::date from payment_arrangement a
  where a.state = 'active'
  union all
  select s.customer_account_id, 'payment', '-infinity'::date, null::date from payment_attempt_share s
  where s.is_in_flight
  union all
  select h.customer_account_id, h.kind, h.starts_on, h.ends_on from shut_off_hold h;

-- What an account must pay to stop a shut-off, or to be restored: what its notice asked for, as far as it is unpaid.
create function amount_to_stop_cents(of_case uuid) returns bigint language sql stable as $$
  select coalesce(past_due_cents(c.customer_account_id, c.asked_on), 0)::bigint from delinquency_case c
  where c.id = of_case
$$;

create function office_is_open(day date) returns boolean language sql stable as $$
  select not exists (select from office_closed_weekday w where w.iso_weekday = extract(isodow from day))
    and not exists (select from office_closure c where c.day = office_is_open.day and c.removed_at is null)
$$;

create function in_season(day date, season jsonb) returns boolean language sql immutable as $$
  select case when season ->> 'from' <= season ->> 'to'
    then to_char(day, 'MM-DD') between season ->> 'from' and season ->> 'to'
    else to_char(day, 'MM-DD') >= season ->> 'from' or to_char(day, 'MM-DD') <= season ->> 'to' end
$$;

-- Why a case may not be shut off at a moment of the city's clock; null when it may. It reads the pack itself: it is
-- the second reader of what RetestAtDispatch tells people.
create function shut_off_why_not(of_case uuid, moment timestamp) returns text language plpgsql stable as $$
declare
  c delinquency_case;
  rules jsonb;
  step jsonb;
  day date := moment::date;
  given timestamp;
  since integer;
  found_hold text;
begin
  select * into c from delinquency_case where id = of_case;
  select l into rules from pack_version p, jsonb_array_elements(p.document -> 'ladders') l
  where p.id = c.pack_id and l ->> 'code' = c.ladder;
  if rules is null then return 'pack'; end if;
  if c.state not in ('ordered', 'final', 'failed_order') then return 'state'; end if;
  if day <= c.due_on + (rules ->> 'delinquent_days')::int then return 'delinquent_days'; end if;
  if day < c.shut_off_on then return 'printed_day'; end if;
  if not (rules #> '{shut_off,weekdays}') @> to_jsonb(extract(isodow from moment)::int) then return 'weekday'; end if;
  if not office_is_open(day) then return 'closed'; end if;
  if (rules #>> '{shut_off,not_before_closed_day}')::boolean and not office_is_open(day + 1) then
    return 'closed_after';
  end if;
  if moment::time < (rules #>> '{shut_off,from}')::time or moment::time >= (rules #>> '{shut_off,until}')::time then
    return 'hours';
  end if;
  if exists (select from jsonb_array_elements(coalesce(rules -> 'seasons', '[]')) s where in_season(day, s)) then
    return 'season';
  end if;
  select coalesce(max(s.no), 0) into since from delinquency_step s where s.case_id = c.id and s.event = 'restart';
  for step in select jsonb_array_elements(rules -> 'steps') loop
    if step ->> 'kind' not in ('disconnection', 'final')
      or step -> 'only_in' is not null and not in_season(day, step -> 'only_in') then
      continue;
    end if;
    select max(s.at_city) into given from delinquency_step s
    where s.case_id = c.id and s.no > since and s.step_code = step ->> 'code'
      and s.event in ('notice', 'give_final') and s.notice_id is not null;
    if given is null
      or given::date + coalesce((step ->> 'mail_days')::int, 0) + coalesce((step ->> 'lead_days')::int, 0) > day
      or given + make_interval(hours => coalesce((step ->> 'lead_hours')::int, 0)) > moment
      or (select count(*) from generate_series(given::date, day - 1, interval '1 day') d
        where office_is_open(d::date)) < coalesce((step ->> 'lead_business_days')::int, 0) then
      return step ->> 'code';
    end if;
  end loop;
  select s into step from jsonb_array_elements(rules -> 'steps') s where s ->> 'kind' = 'contact';
  if step is not null and not exists (select from delinquency_step s
      where s.case_id = c.id and s.no > since and s.event = 'reach'
        and s.at_city + make_interval(hours => coalesce((step ->> 'lead_hours')::int, 0)) <= moment)
    and not exists (select from jsonb_array_elements(rules -> 'steps') p join delinquency_step s
        on s.event = 'post' and s.step_code = p ->> 'code'
          and s.at_city + make_interval(hours => coalesce((p ->> 'lead_hours')::int, 0)) <= moment
      where p ->> 'kind' = 'posting' and s.case_id = c.id and s.no > since) then
    return 'contact';
  end if;
  select h.kind into found_hold from standing_hold h
  where (h.customer_account_id = c.customer_account_id or h.customer_account_id is null)
    and h.starts_on <= day and (h.ends_on is null or h.ends_on >= day) limit 1;
  if found_hold is not null then return 'hold_' || found_hold; end if;
  -- A hold over the printed day: the notice must be given again.
  if exists (select from standing_hold h
      where (h.customer_account_id = c.customer_account_id or h.customer_account_id is null)
        and h.starts_on <= c.shut_off_on and h.ends_on >= c.shut_off_on) then
    return 'lapsed';
  end if;
  if amount_to_stop_cents(c.id) <= 0 then return 'paid'; end if;
  return null;
end $$;
