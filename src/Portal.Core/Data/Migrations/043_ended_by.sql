-- Who ended somebody's access: a person whom another shut out does not come back with a bill in hand.
alter table account_link add column ended_by uuid constraint fk_account_link_ended_by references portal_user,
  add constraint ck_account_link_ended_by check (ended_by is null or ended_at is not null);
