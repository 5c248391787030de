-- A bill's mail came back: from then on its account gets paper again, and whoever keeps the account is told why.
create table mail_came_back (
  mail_id uuid primary key constraint fk_mail_came_back_mail references outbox_mail,
  customer_account_id uuid not null constraint fk_mail_came_back_account references customer_account,
  address text not null constraint ck_mail_came_back_address check (address !~ '[[:cntrl:][:space:]]'),
  at timestamptz not null
);
create index ix_mail_came_back_account on mail_came_back (customer_account_id, at desc);
create trigger tr_mail_came_back_append_only before update or delete on mail_came_back
  for each row execute function append_only();

-- Letters about money go to who paid: there is nothing to choose. What was chosen before stays written.
alter table notice_choice add constraint ck_notice_choice_not_payments check (topic <> 'payments') not valid;
