-- The nightly run: previewed, released by a second person, then done account by account.

create table delinquency_run (
  id uuid primary key,
  as_of date not null,
  made_by text not null,
  made_at timestamptz not null
);

-- What the preview found: what happens to an account, or why nothing does.
create table delinquency_run_item (
  run_id uuid not null constraint fk_delinquency_run_item_run references delinquency_run,
  customer_account_id uuid not null constraint fk_delinquency_run_item_account references customer_account,
  event text constraint ck_delinquency_run_item_event
    check (event in ('fall_past_due', 'tell', 'notice', 'give_final', 'reach', 'miss', 'post', 'restart', 'order',
      'cancel_order', 'disconnect', 'fail_order', 'pay', 'take_back', 'restore', 'final_bill', 'place', 'recall',
      'write_off', 'recover')),
  step_code text,
  -- Why nothing is done; null where something is.
  skipped text,
  past_due_cents bigint not null constraint ck_delinquency_run_item_past_due check (past_due_cents >= 0),
  primary key (run_id, customer_account_id),
  constraint ck_delinquency_run_item_moves_or_skips check (num_nulls(event, skipped) = 1)
);

create table delinquency_run_release (
  run_id uuid primary key constraint fk_delinquency_run_release_run references delinquency_run,
  released_by text not null,
  released_at timestamptz not null
);

create function delinquency_run_release_has_second_person() returns trigger language plpgsql as $$
begin
  if exists (select from delinquency_run where id = new.run_id and made_by = new.released_by) then
    raise exception 'Run % is released by whoever made it.', new.run_id
      using errcode = 'check_violation', constraint = 'ck_delinquency_run_release_second_person',
        table = 'delinquency_run_release';
  end if;
  return new;
end $$;
create trigger tr_delinquency_run_release_has_second_person before insert on delinquency_run_release
  for each row execute function delinquency_run_release_has_second_person();

-- An account that the run is done with.
create table delinquency_run_account (
  run_id uuid not null constraint fk_delinquency_run_account_run references delinquency_run,
  customer_account_id uuid not null constraint fk_delinquency_run_account_account references customer_account,
  -- Why what was previewed was not done; null where it was.
  skipped text,
  done_at timestamptz not null,
  primary key (run_id, customer_account_id)
);

create trigger tr_delinquency_run_append_only before update or delete on delinquency_run
  for each row execute function append_only();
create trigger tr_delinquency_run_item_append_only before update or delete on delinquency_run_item
  for each row execute function append_only();
create trigger tr_delinquency_run_release_append_only before update or delete on delinquency_run_release
  for each row execute function append_only();
create trigger tr_delinquency_run_account_append_only before update or delete on delinquency_run_account
  for each row execute function append_only();
