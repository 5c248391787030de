-- A city of 2,000 accounts becomes one of 100,000 with a million of what lists show: rows are copied under new keys,
-- with every trigger and key off, for nothing but to be listed.
set session_replication_role = replica;
create function pg_temp.again(id uuid, n integer) returns uuid language sql immutable as $$
  select case when id is null or n = 0 then id else md5(id::text || n)::uuid end $$;
-- changes: a column's name and what stands in it instead, of t, the row, and n, the copy's number.
create function pg_temp.copies(name text, times integer, changes jsonb) returns void language plpgsql as $$
declare
  columns text;
  cells text;
begin
  select string_agg(quote_ident(column_name), ', ' order by ordinal_position),
    string_agg(coalesce(changes ->> column_name, 't.' || quote_ident(column_name)), ', ' order by ordinal_position)
  into columns, cells
  from information_schema.columns
  where table_schema = 'public' and table_name = name and is_generated = 'NEVER';
  execute format('insert into %1$I (%2$s) select %3$s from %1$I t cross join generate_series(1, %4$s) n',
    name, columns, cells, times);
end $$;

do $$
declare
  own constant text := '"id": "pg_temp.again(t.id, n)"';
begin
  perform pg_temp.copies('customer', 49, format('{%s}', own)::jsonb);
  perform pg_temp.copies('premise', 49, format('{%s}', own)::jsonb);
  perform pg_temp.copies('customer_account', 49, format('{%s, "customer_id": "pg_temp.again(t.customer_id, n)",
    "premise_id": "pg_temp.again(t.premise_id, n)", "number": "(t.number::bigint + n)::text"}', own)::jsonb);
  perform pg_temp.copies('payment', 22, format('{%s, "operation_id": "pg_temp.again(t.operation_id, n)",
    "customer_account_id": "pg_temp.again(t.customer_account_id, n)", "reference": "t.reference || ''-'' || n",
    "journal_entry_id": "pg_temp.again(t.journal_entry_id, n)", "processor_payment_id": "null", "attempt_id": "null",
    "received_at": "t.received_at + n * interval ''7 minutes''"}', own)::jsonb);
  perform pg_temp.copies('open_item', 4, format('{%s, "bill_id": "pg_temp.again(t.bill_id, n)",
    "customer_account_id": "pg_temp.again(t.customer_account_id, n)"}', own)::jsonb);
end $$;

create temporary table some_account as
  select id, (row_number() over (order by number) - 1)::int as no from customer_account;
create index on some_account (no);
analyze some_account;

insert into customer_request (id, number, kind, topic, customer_account_id, user_id, state, acknowledge_by, expected_on,
  opened_at, changed_at, channel, is_internal, department, close_cause)
select md5('request' || n)::uuid, 1000000 + n, q.kind, q.topic, a.id, q.user_id,
  case when n % 50 = 0 then 'new' when n % 50 = 1 then 'acknowledged' else 'closed' end,
  d.on_day + 2, d.on_day + 7, d.on_day, d.on_day + interval '3 days', 'site', false, 'billing',
  case when n % 50 > 1 then 'service' end
from generate_series(1, 1000000) n
cross join (select * from customer_request where user_id is not null order by number limit 1) q
join some_account a on a.no = n % 100000
cross join lateral (select current_date - (n % 2000) as on_day) d;

insert into suspense_item (id, amount_cents, reason, processor_payment_id, journal_entry_id, received_at, source,
  payer_name)
select md5('suspense' || n)::uuid, 100 + n % 90000, 'unknown_attempt', 'pi_bench_' || n, md5('entry' || n)::uuid,
  now() - n * interval '3 minutes', 'processor', 'Payer ' || n % 5000
from generate_series(1, 200000) n;
insert into suspense_resolution (item_id, operation_id, journal_entry_id, kind, note, resolved_on, resolved_at, resolved_by)
select md5('suspense' || n)::uuid, md5('end' || n)::uuid, md5('back' || n)::uuid,
  'sent_back', 'Sent back', current_date, now(), 'system:city'
from generate_series(1, 190000) n;

insert into refund (id, reference, customer_account_id, amount_cents, cause, note, earliest_on, needs_review,
  approvals_needed, state, requested_by, requested_on, requested_at, journal_entry_id, issued_by, issued_on, changed_at)
select md5('refund' || n)::uuid, 'F-' || lpad(n::text, 9, '0'), a.id, 100 + n % 90000, 'overpayment', 'Overpaid',
  current_date, false, 1, s.state, 'system:city', current_date - n % 900, now() - n * interval '4 minutes',
  case when s.state <> 'requested' then md5('re' || n)::uuid end,
  case when s.state in ('issued', 'failed', 'confirmed') then 'system:city' end,
  case when s.state in ('issued', 'failed', 'confirmed') then current_date end, now() - n * interval '3 minutes'
from generate_series(1, 300000) n
join some_account a on a.no = n % 100000
cross join lateral (select (array['requested', 'approved', 'issued', 'failed'])[1 + n % 60] as early) e
cross join lateral (select coalesce(e.early, 'confirmed') as state) s;

insert into bank_check (id, account_code, number, refund_id, amount_cents, payee, address, issued_on, issued_by, run_id,
  state, changed_by, changed_at, journal_entry_id)
select md5('check' || n)::uuid, (select min(code) from check_account), 1000000 + n, md5('refund' || n)::uuid,
  100 + n % 90000, 'Payee ' || n % 7000, 'City Hall', current_date - n % 900, 'system:city', md5('run')::uuid,
  (array['mailed', 'cleared', 'cleared', 'cleared', 'stale', 'void'])[1 + n % 6], 'system:city', now(),
  md5('ce' || n)::uuid
from generate_series(1, 200000) n;

insert into returned_payment (payment_id, operation_id, reason_code, source, returned_on, late_cents, recorded_at,
  recorded_by)
select p.id, p.operation_id, (array['R01', 'R09', 'R02', 'R03'])[1 + p.no % 4], 'bank_file', current_date - (p.no % 900)::int, 0,
  now() - p.no * interval '5 minutes', 'system:city'
from (select id, operation_id, row_number() over () as no from payment) p where p.no % 10 = 0;

insert into office_task (id, kind, dedupe_key, customer_account_id, detail, created_at, done_at, done_by)
select md5('task' || n)::uuid, (array['suspense', 'bill_run', 'print_fault', 'mail_refused'])[1 + n % 4],
  'bench:' || n, a.id, 'Bench', now() - n * interval '3 minutes', case when n % 20 > 0 then now() end,
  case when n % 20 > 0 then 'system:city' end
from generate_series(1, 200000) n join some_account a on a.no = n % 100000;

insert into customer_view (id, at, staff_user_id, customer_account_id, page, reason)
select md5('view' || n)::uuid, now() - n * interval '1 minutes', (select min(user_id::text)::uuid from staff_member),
  a.id, '/office/accounts', 'listed'
from generate_series(1, 1000000) n join some_account a on a.no = n % 100000;

insert into kept_document (id, class, customer_account_id, title, dated_on, name, media_type, size, sha256, kept_by,
  kept_at)
select md5('document' || n)::uuid, (select min(code) from retention_class), a.id, 'Lease ' || n, current_date - n % 2000,
  'lease.pdf', 'application/pdf', 1000, sha256(n::text::bytea), 'system:city', now() - n * interval '2 minutes'
from generate_series(1, 200000) n join some_account a on a.no = n % 100000;
analyze;
