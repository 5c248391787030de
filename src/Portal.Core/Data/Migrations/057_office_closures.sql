-- The office keeps its own calendar: who closed it on a day and when, and who took a day to come back. A closure that
-- is over stays: days of requests were counted by it.
alter table office_closure drop constraint office_closure_pkey;
alter table office_closure
  add id uuid primary key default gen_random_uuid(),
  add added_at timestamptz not null default now(),
  add added_by text not null default 'system',
  add removed_at timestamptz,
  add removed_by text,
  -- The city's day on which it was removed.
  add removed_on date,
  add constraint ck_office_closure_removed check (num_nonnulls(removed_at, removed_by, removed_on) in (0, 3)),
  add constraint ck_office_closure_removed_before check (removed_on < day);
alter table office_closure alter added_at drop default, alter added_by drop default, alter id drop default;
create unique index ux_office_closure_day on office_closure (day) where removed_at is null;
