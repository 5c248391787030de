-- Card payments (and bank debits) that are disputed at the processor: taken back while the money is, posted anew when
-- the city wins.
create table processor_dispute (
  -- The processor's.
  id text primary key,
  attempt_id uuid not null constraint fk_processor_dispute_attempt references payment_attempt,
  state text not null constraint ck_processor_dispute_state check (state in ('asked', 'open', 'won', 'lost')),
  -- Of the act that took the payments back; null while nothing was taken.
  return_operation_id uuid constraint ux_processor_dispute_return unique,
  -- Of the payments posted anew.
  restore_operation_id uuid constraint ux_processor_dispute_restore unique,
  opened_at timestamptz not null,
  closed_at timestamptz,
  constraint ck_processor_dispute_closed check ((state in ('won', 'lost')) = (closed_at is not null)),
  constraint ck_processor_dispute_restored check (restore_operation_id is null
    or (state = 'won' and return_operation_id is not null))
);
create index ix_processor_dispute_attempt on processor_dispute (attempt_id);
