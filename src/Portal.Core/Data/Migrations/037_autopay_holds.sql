-- While a draft is taken or tried again, and for some days after it failed, nothing is charged for being late.
alter table account_hold drop constraint ck_account_hold_kind;
alter table account_hold add constraint ck_account_hold_kind check (kind in ('dispute', 'stay', 'plan', 'autopay'));
