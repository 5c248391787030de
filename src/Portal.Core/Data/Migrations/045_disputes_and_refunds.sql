-- Charges that customers dispute, and credits they ask back.

-- An item in dispute, as much of it as was open, and the hold that keeps it from late charges and shut-off.
create table disputed_item (
  request_id uuid not null constraint fk_disputed_item_request references customer_request,
  open_item_id uuid not null constraint fk_disputed_item_open_item references open_item,
  amount_cents bigint not null constraint ck_disputed_item_amount check (amount_cents > 0),
  open_cents bigint not null,
  hold_id uuid not null constraint fk_disputed_item_hold references account_hold,
  ended_at timestamptz,
  primary key (request_id, open_item_id),
  constraint ck_disputed_item_open check (open_cents between 0 and amount_cents)
);
create unique index ux_disputed_item_standing on disputed_item (open_item_id) where ended_at is null;

-- Known where money is applied: what is disputed is paid last.
alter table open_item add is_disputed boolean not null default false;

create table dispute_decision (
  request_id uuid primary key constraint fk_dispute_decision_request references customer_request,
  ruling text not null constraint ck_dispute_decision_ruling check (ruling in ('upheld', 'partly', 'denied')),
  -- Nothing is charged for lateness of what was disputed until this day is over.
  pay_by date not null,
  decided_at timestamptz not null,
  decided_by text not null
);
create trigger tr_dispute_decision_append_only before update or delete on dispute_decision
  for each row execute function append_only();

create table refund_request (
  request_id uuid primary key constraint fk_refund_request_request references customer_request,
  amount_cents bigint not null constraint ck_refund_request_amount check (amount_cents > 0),
  -- When the last payment behind it has cleared.
  earliest_on date not null
);
create trigger tr_refund_request_append_only before update or delete on refund_request
  for each row execute function append_only();
