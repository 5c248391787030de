-- Two customers that are one person become one: the accounts of the one go over to the other, row by row, on the word
-- of two people, and back within thirty days. Neither customer is deleted, and what was told of each stays with it.
create table customer_merge (
  id uuid primary key,
  kept_id uuid not null constraint fk_customer_merge_kept references customer,
  merged_id uuid not null constraint fk_customer_merge_merged references customer,
  reason text not null constraint ck_customer_merge_reason check (length(btrim(reason)) between 1 and 500),
  asked_by text not null,
  asked_at timestamptz not null,
  state text not null constraint ck_customer_merge_state check (state in ('asked', 'declined', 'done', 'undone')),
  decided_by text,
  decided_at timestamptz,
  undone_by text,
  undone_at timestamptz,
  undo_reason text constraint ck_customer_merge_undo_reason check (length(btrim(undo_reason)) between 1 and 500),
  constraint ck_customer_merge_of_two check (kept_id <> merged_id),
  constraint ck_customer_merge_second_person check (decided_by <> asked_by),
  constraint ck_customer_merge_decided check (
    (state = 'asked') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint ck_customer_merge_undone check (
    (state = 'undone') = (undone_at is not null) and (undone_at is null) = (undone_by is null)
    and (undone_at is null) = (undo_reason is null)),
  constraint ck_customer_merge_undone_in_time check (undone_at <= decided_at + interval '30 days')
);
-- Who was merged is not merged again, nor merged into, while it stands.
create unique index ux_customer_merge_merged_once on customer_merge (merged_id) where state in ('asked', 'done');
create index ix_customer_merge_kept on customer_merge (kept_id);
create index ix_customer_merge_desk on customer_merge (state, asked_at);

create table customer_merge_account (
  merge_id uuid not null constraint fk_customer_merge_account_merge references customer_merge,
  customer_account_id uuid not null constraint fk_customer_merge_account_account references customer_account,
  primary key (merge_id, customer_account_id)
);
create index ix_customer_merge_account_account on customer_merge_account (customer_account_id);
create trigger tr_customer_merge_account_append_only before update or delete on customer_merge_account
  for each row execute function append_only();

create function customer_merge_keeps_what_happened() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE'
    or (new.id, new.kept_id, new.merged_id, new.reason, new.asked_by, new.asked_at)
      is distinct from (old.id, old.kept_id, old.merged_id, old.reason, old.asked_by, old.asked_at)
    or old.decided_by is not null and (new.decided_by, new.decided_at)
      is distinct from (old.decided_by, old.decided_at)
    or (old.state, new.state) not in (('asked', 'declined'), ('asked', 'done'), ('done', 'undone')) then
    raise exception 'A merge is asked, decided and undone once each.'
      using errcode = 'integrity_constraint_violation', constraint = tg_name, table = 'customer_merge';
  end if;
  return new;
end $$;
create trigger tr_customer_merge_keeps_what_happened before update or delete on customer_merge
  for each row execute function customer_merge_keeps_what_happened();

-- An account changes its customer by a merge, or back by its undoing, and in no other way.
create function customer_account_goes_by_merge() returns trigger language plpgsql as $$
begin
  if not exists (
    select from customer_merge m join customer_merge_account a on a.merge_id = m.id
    where a.customer_account_id = new.id
      and (m.state = 'done' and m.merged_id = old.customer_id and m.kept_id = new.customer_id
        or m.state = 'undone' and m.kept_id = old.customer_id and m.merged_id = new.customer_id)) then
    raise exception 'Account % goes to another customer by a merge only.', new.number
      using errcode = 'check_violation', constraint = 'ck_customer_account_goes_by_merge', table = 'customer_account';
  end if;
  return null;
end $$;
create constraint trigger ck_customer_account_goes_by_merge after update of customer_id on customer_account
  deferrable initially deferred for each row when (old.customer_id is distinct from new.customer_id)
  execute function customer_account_goes_by_merge();

-- An account's history asks for its letters by post.
create index ix_office_task_account on office_task (customer_account_id) where customer_account_id is not null;
