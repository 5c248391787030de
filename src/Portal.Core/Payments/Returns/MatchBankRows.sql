-- $1 the file. One statement after the other, each on all rows: a return is matched when its trace names payments of
-- one operation that together are its amount and still stand.
update bank_file_row r set outcome = 'already', why = 'Return_InOtherFile'
from bank_file_row o join bank_file f on f.id = o.bank_file_id
where r.bank_file_id = $1 and r.outcome = 'unmatched' and o.bank_file_id <> $1 and f.state in ('confirmed', 'done')
  and o.news = 'return' and o.original_trace = r.original_trace and o.amount_cents = r.amount_cents
  and o.code = r.code and r.news = 'return';

with item as (
  select p.bank_trace, coalesce(p.item_id, p.operation_id) as item_id, sum(p.amount_cents) as cents, min(p.id::text)::uuid as payment_id,
    bool_or(exists (select from payment_reversal v where v.payment_id = p.id)) as taken_back
  from payment p
  where p.tender = 'bank_debit' and p.bank_trace in (
    select original_trace from bank_file_row where bank_file_id = $1 and news = 'return')
    and not exists (select from payment_reversal v where v.payment_id = p.id and v.cause = 'moved')
  group by p.bank_trace, coalesce(p.item_id, p.operation_id)
), named as (
  select r.id, count(*) filter (where not i.taken_back) as standing, count(*) as known,
    min(i.payment_id::text) filter (where not i.taken_back)::uuid as payment_id
  from bank_file_row r join item i on i.bank_trace = r.original_trace and i.cents = r.amount_cents
  where r.bank_file_id = $1 and r.outcome = 'unmatched' and r.news = 'return' and r.is_debit
  group by r.id
)
update bank_file_row r set
  outcome = case when n.standing = 1 then 'matched' when n.standing = 0 then 'already' else 'unmatched' end,
  payment_id = case when n.standing = 1 then n.payment_id end,
  why = case when n.standing = 0 then 'Return_KnownAlready' when n.standing > 1 then 'Return_SeveralPayments' end
from named n where n.id = r.id;

update bank_file_row r set outcome = 'unmatched', payment_id = null, why = 'Return_CodeNotBooked'
where r.bank_file_id = $1 and r.outcome in ('matched', 'unmatched') and r.news = 'return'
  and not exists (select from return_reason c where c.code = r.code and c.source = 'ach');

update bank_file_row set why = case when is_debit then 'Return_NoSuchTrace' else 'Return_OfCredit' end
where bank_file_id = $1 and outcome = 'unmatched' and news = 'return' and why is null;
