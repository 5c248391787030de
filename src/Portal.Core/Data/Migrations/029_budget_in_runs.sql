-- What the bill of an account on budget billing would ask for, when its run was previewed; null without a plan.
alter table bill_run_item add column asked_cents bigint;
