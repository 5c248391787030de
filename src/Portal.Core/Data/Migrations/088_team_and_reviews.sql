-- Who was let in, given another role, suspended and let back in; and the reviews of who may do what.

create table staff_change (
  id uuid primary key,
  user_id uuid not null constraint fk_staff_change_user references staff_member,
  kind text not null constraint ck_staff_change_kind check (kind in ('invited', 'role', 'suspended', 'restored')),
  role text not null,
  also text[] not null default '{}',
  was_role text,
  was_also text[],
  why text not null constraint ck_staff_change_why check (length(trim(why)) between 1 and 500),
  -- A role that approves or gives rights waits for a second person.
  needs_look boolean not null,
  made_by text not null,
  made_at timestamptz not null,
  constraint ck_staff_change_not_own check (made_by <> 'staff:' || user_id),
  constraint ck_staff_change_was check (
    (kind = 'invited') = (was_role is null) and (was_role is null) = (was_also is null)),
  constraint ck_staff_change_look check (not needs_look or kind in ('invited', 'role')),
  constraint ck_staff_change_duties check (duty_broken(role || also) is null)
);
create index ix_staff_change_user on staff_change (user_id, made_at desc);
create trigger tr_staff_change_append_only before update or delete on staff_change
  for each row execute function append_only();
create trigger tr_staff_change_no_truncate before truncate on staff_change
  for each statement execute function append_only();

create table staff_change_look (
  change_id uuid primary key constraint fk_staff_change_look_change references staff_change,
  agreed boolean not null,
  note text not null,
  looked_by text not null,
  looked_at timestamptz not null,
  constraint ck_staff_change_look_note check (agreed or length(trim(note)) > 0)
);
create function staff_change_second_look() returns trigger language plpgsql as $$
begin
  if exists (select from staff_change c where c.id = new.change_id
      and (new.looked_by in (c.made_by, 'staff:' || c.user_id) or not c.needs_look)) then
    raise exception 'A change of rights is looked at by somebody else.'
      using errcode = 'check_violation', constraint = 'ck_staff_change_second_look', table = 'staff_change_look';
  end if;
  return new;
end $$;
create trigger tr_staff_change_second_look before insert on staff_change_look
  for each row execute function staff_change_second_look();
create trigger tr_staff_change_look_append_only before update or delete on staff_change_look
  for each row execute function append_only();
create trigger tr_staff_change_look_no_truncate before truncate on staff_change_look
  for each statement execute function append_only();

-- Each quarter somebody else says of each person whether their rights are right.
create table access_review (
  id uuid primary key,
  quarter_on date not null constraint ux_access_review_quarter unique,
  opened_by text not null,
  opened_at timestamptz not null,
  closed_by text,
  closed_at timestamptz,
  constraint ck_access_review_quarter check (quarter_on = date_trunc('quarter', quarter_on)::date),
  constraint ck_access_review_closed_whole check ((closed_by is null) = (closed_at is null))
);
create table access_review_item (
  review_id uuid not null constraint fk_access_review_item_review references access_review,
  user_id uuid not null constraint fk_access_review_item_user references staff_member,
  -- As it was when the review was opened.
  role text not null,
  also text[] not null,
  suspended boolean not null,
  answer text constraint ck_access_review_item_answer check (answer in ('confirmed', 'to_change')),
  note text not null default '',
  answered_by text,
  answered_at timestamptz,
  primary key (review_id, user_id),
  constraint ck_access_review_item_not_own check (answered_by <> 'staff:' || user_id),
  constraint ck_access_review_item_whole check (num_nonnulls(answer, answered_by, answered_at) in (0, 3)),
  constraint ck_access_review_item_note check (answer <> 'to_change' or length(trim(note)) > 0)
);

create function access_review_is_whole() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.closed_at is not null
      or (new.id, new.quarter_on, new.opened_by, new.opened_at)
        is distinct from (old.id, old.quarter_on, old.opened_by, old.opened_at) then
    raise exception 'A review is only closed, and once.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'access_review';
  end if;
  if exists (select from access_review_item i where i.review_id = new.id and i.answer is null) then
    raise exception 'A review is closed when somebody answered for each person.'
      using errcode = 'check_violation', constraint = 'ck_access_review_complete', table = 'access_review';
  end if;
  return new;
end $$;
create trigger tr_access_review_only_closes before update or delete on access_review
  for each row execute function access_review_is_whole();

create function access_review_item_in_time() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.review_id, new.user_id, new.role, new.also, new.suspended)
      is distinct from (old.review_id, old.user_id, old.role, old.also, old.suspended)
      or exists (select from access_review r where r.id = old.review_id and r.closed_at is not null) then
    raise exception 'Of a person in a review only the answer changes, and only while it is open.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'access_review_item';
  end if;
  return new;
end $$;
create trigger tr_access_review_item_in_time before update or delete on access_review_item
  for each row execute function access_review_item_in_time();
