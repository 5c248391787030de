-- Every invariant of the books. Each check is a query that returns one line of text per offender, and nothing when
-- all is well. CheckBooks.cs runs them in one read-only snapshot.

-- check entry_balances: every entry's debits equal its credits
select format('entry %s: off by %s cents', entry_id,
  sum(case side when 'debit' then amount_cents else -amount_cents end))
from journal_line group by entry_id
having sum(case side when 'debit' then amount_cents else -amount_cents end) <> 0;

-- check entry_balances_per_fund: and within each fund
select format('entry %s, fund %s: off by %s cents', entry_id, fund,
  sum(case side when 'debit' then amount_cents else -amount_cents end))
from journal_line group by entry_id, fund
having sum(case side when 'debit' then amount_cents else -amount_cents end) <> 0;

-- check entry_has_lines: every entry has at least two lines
select format('entry %s', e.id) from journal_entry e
left join (select entry_id, count(*) as lines from journal_line group by entry_id) l on l.entry_id = e.id
where coalesce(l.lines, 0) < 2;

-- check trial_balance: all debits equal all credits
select format('off by %s cents', sum(case side when 'debit' then amount_cents else -amount_cents end))
from journal_line
having sum(case side when 'debit' then amount_cents else -amount_cents end) <> 0;

-- check interfund_agrees: what funds owe each other is what they are owed
select format('due from less due to: %s cents', sum(case side when 'debit' then amount_cents else -amount_cents end))
from journal_line where gl_account in ('1310', '2210')
having sum(case side when 'debit' then amount_cents else -amount_cents end) <> 0;

-- check reversal_mirrors: a reversal is its original with the sides exchanged
with mirrored as (
  select e.id as reversal_id, l.fund, l.gl_account, l.customer_account_id, l.amount_cents,
    case l.side when 'debit' then 'credit' else 'debit' end as side
  from journal_entry e join journal_line l on l.entry_id = e.reverses_id
), posted as (
  select e.id as reversal_id, l.fund, l.gl_account, l.customer_account_id, l.amount_cents, l.side
  from journal_entry e join journal_line l on l.entry_id = e.id where e.reverses_id is not null
)
select format('entry %s', reversal_id) from (
  (select * from mirrored except all select * from posted)
  union all
  (select * from posted except all select * from mirrored)
) differing group by reversal_id;

-- check reversal_of_an_original: no reversal is itself reversed
select format('entry %s', r.id) from journal_entry r join journal_entry e on e.id = r.reverses_id
where e.reverses_id is not null;

-- check account_balance: the balance on the account is what the ledger says
select format('account %s: stored %s, ledger %s cents', a.number, a.balance_cents, coalesce(l.cents, 0))
from customer_account a left join (
  select customer_account_id, sum(case side when 'debit' then amount_cents else -amount_cents end) as cents
  from journal_line where customer_account_id is not null group by customer_account_id) l
  on l.customer_account_id = a.id
where a.balance_cents <> coalesce(l.cents, 0);

-- check receivables_control: receivables of each account and fund are its open items
select format('account %s, fund %s: control %s, open items %s cents', a.number, fund, control, items)
from (
  select customer_account_id, fund, sum(control)::bigint as control, sum(items)::bigint as items from (
    select customer_account_id, fund, case side when 'debit' then amount_cents else -amount_cents end as control,
      0 as items
    from journal_line where gl_account = '1110'
    union all
    select customer_account_id, fund, 0, open_cents from open_item) both_sides
  group by customer_account_id, fund) sums
join customer_account a on a.id = customer_account_id
where control <> items;

-- check credits_control: unapplied credits of each account are its payments' unapplied parts
select format('account %s: control %s, payments %s cents', a.number, control, unapplied)
from (
  select customer_account_id, sum(control)::bigint as control, sum(unapplied)::bigint as unapplied from (
    select customer_account_id, case side when 'credit' then amount_cents else -amount_cents end as control,
      0 as unapplied
    from journal_line where gl_account = '2120'
    union all
    select customer_account_id, 0, unapplied_cents from payment) both_sides
  group by customer_account_id) sums
join customer_account a on a.id = customer_account_id
where control <> unapplied;

-- check paid_plus_open_is_billed: of every open item, what is applied, credited and open make its amount
select format('open item %s: amount %s, open %s, applied %s, credited %s cents', i.id, i.amount_cents, i.open_cents,
  coalesce(l.cents, 0), coalesce(c.cents, 0))
from open_item i left join (
  select open_item_id, sum(case when reverses_id is null then amount_cents else -amount_cents end) as cents
  from allocation group by open_item_id) l on l.open_item_id = i.id
left join (
  select l.open_item_id, sum(case a.side when 'credit' then l.amount_cents else -l.amount_cents end) as cents
  from adjustment_line l join adjustment a on a.id = l.adjustment_id
  where l.open_item_id is not null group by l.open_item_id) c on c.open_item_id = i.id
where i.amount_cents <> i.open_cents + coalesce(l.cents, 0) + coalesce(c.cents, 0);

-- check payment_is_spent: of every payment, applied, refunded, turned over and unapplied make its amount, or what is
-- claimed once reversed
select format('payment %s: amount %s, unapplied %s, applied %s, refunded %s, turned over %s cents', p.reference,
  p.amount_cents, p.unapplied_cents, coalesce(l.cents, 0), coalesce(f.cents, 0), coalesce(u.cents, 0))
from payment p
left join (select payment_id, sum(amount_cents) as cents from unclaimed_turnover_part group by payment_id) u
  on u.payment_id = p.id
left join payment_reversal r on r.payment_id = p.id
left join (
  select s.payment_id, sum(s.amount_cents) as cents from refund_part s join refund d on d.id = s.refund_id
  where d.journal_entry_id is not null and s.state not in ('failed', 'dropped') group by s.payment_id) f
  on f.payment_id = p.id
left join (
  select payment_id, sum(case when reverses_id is null then amount_cents else -amount_cents end) as cents
  from allocation group by payment_id) l on l.payment_id = p.id
where p.unapplied_cents + coalesce(l.cents, 0) + coalesce(f.cents, 0) + coalesce(u.cents, 0) <> case when r.payment_id is null
  then p.amount_cents else coalesce((select sum(s.amount_cents) from refund_part s
    join refund_claim c on c.refund_part_id = s.id where s.payment_id = p.id), 0) end;

-- check refund_claims_are_charged: what was refunded of a payment that came back is charged to the customer, once
select format('part %s: refunded %s, charged %s cents', s.id, s.amount_cents, coalesce(a.amount_cents, 0))
from refund_claim c join refund_part s on s.id = c.refund_part_id
join payment p on p.id = s.payment_id
left join payment_reversal r on r.payment_id = s.payment_id
left join adjustment a on a.operation_id = s.id and a.kind = 'returned_refund' and a.reverses_id is null
  and a.customer_account_id = p.customer_account_id
where r.payment_id is null or coalesce(a.amount_cents, 0) <> s.amount_cents;

-- check payment_is_posted: the entry of a payment debits its amount: money received, a deposit held, or relief granted
select format('payment %s: %s cents, entry %s cents', p.reference, p.amount_cents, coalesce(l.cents, 0))
from payment p left join (
  select entry_id, sum(amount_cents) as cents from journal_line
  where side = 'debit' and (gl_account in ('1020', '2110') or fund = '600' and gl_account = '5310')
  group by entry_id) l on l.entry_id = p.journal_entry_id
where p.amount_cents <> coalesce(l.cents, 0);

-- check gifts_are_posted: what the relief fund was given is its gifts, less those that the bank took back
select format('fund 600: ledger %s, gifts %s cents', ledger, gifts)
from (select
  coalesce((select sum(case side when 'credit' then amount_cents else -amount_cents end) from journal_line
    where fund = '600' and gl_account = '4310'), 0) as ledger,
  coalesce((select sum(g.amount_cents) from relief_gift g
    where not exists (select from relief_gift_reversal r where r.attempt_id = g.attempt_id)), 0) as gifts) sums
where ledger <> gifts;

-- check grants_are_posted: what the relief fund paid is its grants, less those that were taken back
select format('fund 600: ledger %s, grants %s cents', ledger, grants)
from (select
  coalesce((select sum(case side when 'debit' then amount_cents else -amount_cents end) from journal_line
    where fund = '600' and gl_account = '5310'), 0) as ledger,
  coalesce((select sum(g.amount_cents) from relief_grant g
    where not exists (select from payment_reversal r where r.payment_id = g.payment_id)), 0) as grants) sums
where ledger <> grants;

-- check grant_became_payment: every payment by the relief fund is a grant of that amount
select format('payment %s', p.reference) from payment p left join relief_grant g on g.payment_id = p.id
where (p.tender = 'assistance') <> (g.id is not null) or g.amount_cents <> p.amount_cents;

-- check attempts_gift_arrived: an attempt that succeeded has its gift
select format('attempt %s: %s cents', a.id, a.gift_cents) from payment_attempt a
where a.gift_cents > 0 and a.state = 'succeeded'
  and not exists (select from relief_gift g where g.attempt_id = a.id);

-- check payment_fees_are_posted: what the ledger has of payment fees is those taken, less those given back
select format('ledger %s, fees %s cents', ledger, fees)
from (select
  coalesce((select sum(case side when 'credit' then amount_cents else -amount_cents end) from journal_line
    where gl_account in ('2150', '4140')), 0) as ledger,
  coalesce((select sum(f.amount_cents) from payment_fee f where f.state = 'taken'
    and not exists (select from payment_fee_reversal r where r.fee_id = f.id)), 0) as fees) sums
where ledger <> fees;

-- check attempts_fee_recorded: an attempt that succeeded has its fee
select format('attempt %s: %s cents', a.id, a.fee_cents) from payment_attempt a
where a.fee_cents > 0 and a.state = 'succeeded'
  and not exists (select from payment_fee f where f.attempt_id = a.id);

-- check allocation_stays_home: an allocation joins a payment and an open item of one account
select format('allocation %s', l.id) from allocation l
join payment p on p.id = l.payment_id join open_item i on i.id = l.open_item_id
where l.customer_account_id <> p.customer_account_id or l.customer_account_id <> i.customer_account_id;

-- check allocation_reversal_mirrors: an allocation is taken back whole
select format('allocation %s', r.id) from allocation r join allocation l on l.id = r.reverses_id
where l.reverses_id is not null
   or (r.payment_id, r.open_item_id, r.amount_cents) <> (l.payment_id, l.open_item_id, l.amount_cents);

-- check bill_adds_up: a bill's lines make its new charges
select format('bill %s: lines %s, new charges %s cents', b.number, coalesce(l.cents, 0), b.new_charges_cents)
from bill b left join (select bill_id, sum(amount_cents) as cents from bill_line group by bill_id) l on l.bill_id = b.id
where b.new_charges_cents <> coalesce(l.cents, 0);

-- check bill_is_posted: the entry of a bill debits its new charges
select format('bill %s: new charges %s, entry %s cents', b.number, b.new_charges_cents, coalesce(l.cents, 0))
from bill b left join (
  select entry_id, sum(amount_cents) as cents from journal_line
  where side = 'debit' and gl_account = '1110' group by entry_id) l on l.entry_id = b.journal_entry_id
where b.new_charges_cents <> coalesce(l.cents, 0);

-- check discounts_are_paid: a bill's entry debits what its discounts took off to the accounts that pay them
select format('bill %s: discounts %s, entry %s cents', b.number, less.cents, coalesce(paid.cents, 0))
from (
  select l.bill_id, sum((discount ->> 'cents')::bigint) as cents
  from bill_line l cross join jsonb_array_elements(l.explanation -> 'discounts') discount
  where l.explanation ? 'discounts' group by l.bill_id) less
join bill b on b.id = less.bill_id
left join (
  select entry_id, sum(amount_cents) as cents from journal_line
  where side = 'debit' and gl_account not in ('1110', '1310') group by entry_id) paid
  on paid.entry_id = b.journal_entry_id
where less.cents <> coalesce(paid.cents, 0);

-- check line_has_open_item: every bill line that charges something is an open item of the same amount
select format('bill %s line %s', b.number, l.no) from bill_line l join bill b on b.id = l.bill_id
left join open_item i on i.bill_id = l.bill_id and i.bill_line_no = l.no
where l.amount_cents > 0 and (i.id is null or i.amount_cents <> l.amount_cents or i.fund <> l.fund
  or i.customer_account_id <> b.customer_account_id);

-- check bill_numbers_without_gaps: numbers run from 1 to the last one given
select format('%s bills, highest number %s, next %s', count(*), max(number),
  (select next from number_series where name = 'bill'))
from bill
having count(*) <> coalesce(max(number), 0)
    or coalesce(max(number), 0) + 1 <> (select next from number_series where name = 'bill');

-- check attempt_is_posted_once: an attempt that succeeded has posted its amount but the gift, any other nothing; what
-- was posted anew after a dispute was won is told by dispute_won_is_restored
select format('attempt %s, %s: asked %s, posted %s cents', a.id, a.state, a.amount_cents - a.gift_cents,
  coalesce(p.cents, 0))
from payment_attempt a left join (
  select attempt_id, sum(amount_cents) as cents from payment
  where not exists (select from processor_dispute d where d.restore_operation_id = payment.operation_id)
    and item_id is null
  group by attempt_id) p on p.attempt_id = a.id
where coalesce(p.cents, 0) <> case a.state when 'succeeded' then a.amount_cents - a.gift_cents else 0 end;

-- check dispute_won_is_restored: what a dispute took back is posted anew when it is won, to the cent, and not before
select format('dispute %s, %s: taken back %s, posted anew %s cents', d.id, d.state, b.cents, n.cents)
from processor_dispute d
cross join lateral (select coalesce(sum(p.amount_cents), 0) as cents from returned_payment r
  join payment p on p.id = r.payment_id where r.operation_id = d.return_operation_id) b
cross join lateral (select coalesce(sum(p.amount_cents), 0) as cents from payment p
  where p.operation_id = d.restore_operation_id) n
where n.cents <> case d.state when 'won' then b.cents else 0 end;

-- check returned_payment_is_charged: what is said of a return was charged for it, and a row of a file is booked as it
select format('payment %s: late %s, charged %s cents', r.payment_id, r.late_cents, coalesce(c.cents, 0))
from returned_payment r
left join (select returned_payment_id, sum(amount_cents) as cents from late_charge group by 1) c
  on c.returned_payment_id = r.payment_id
where r.late_cents <> coalesce(c.cents, 0)
union all
select format('row %s is booked and its payment %s is not returned', b.id, b.payment_id)
from bank_file_row b
where b.outcome = 'booked' and not exists (
  select from returned_payment r where r.payment_id = b.payment_id and r.operation_id = b.id);

-- check attempt_shares_add_up: an attempt's shares and gift make its amount, and shares follow its state
select format('attempt %s, %s', a.id, a.state) from payment_attempt a
join payment_attempt_share s on s.attempt_id = a.id
group by a.id, a.state, a.amount_cents, a.gift_cents
having sum(s.amount_cents) + a.gift_cents <> a.amount_cents
    or bool_or(s.is_live) <> (a.state in ('created', 'sending', 'unknown', 'awaiting_payer'))
    or bool_or(s.is_in_flight) <> (a.state = 'processing');

-- check suspense_control: unidentified receipts are the suspense items
select format('control %s, items %s cents', control, items) from (
  select
    (select coalesce(sum(case side when 'credit' then amount_cents else -amount_cents end), 0)
     from journal_line where gl_account = '2130') as control,
    (select coalesce(sum(amount_cents), 0) from suspense_item i where journal_entry_id is not null
       and not exists (select from suspense_resolution r where r.item_id = i.id)) as items) sums
where control <> items;

-- check attempt_paid_its_shares: an attempt that succeeded paid each account its share
select format('attempt %s, account %s', s.attempt_id, s.customer_account_id)
from payment_attempt_share s join payment_attempt a on a.id = s.attempt_id and a.state = 'succeeded'
left join payment p on p.attempt_id = s.attempt_id and p.customer_account_id = s.customer_account_id
  and p.item_id is null
  and not exists (select from processor_dispute d where d.restore_operation_id = p.operation_id)
where p.id is null or p.amount_cents <> s.amount_cents;

-- check money_is_in_one_place: what is in suspense is not posted as well
select format('processor payment %s', s.processor_payment_id) from suspense_item s
join payment p on p.processor_payment_id = s.processor_payment_id
where not exists (select from suspense_resolution r where r.item_id = s.id and r.kind = 'posted');

-- check suspense_ended_once: what ended has its entry mirrored, and what was put on an account is a payment of it
select format('suspense %s, %s', s.id, r.kind) from suspense_resolution r join suspense_item s on s.id = r.item_id
left join journal_entry e on e.id = r.journal_entry_id left join payment p on p.id = r.payment_id
where e.reverses_id is distinct from s.journal_entry_id
  or r.kind = 'posted' and p.amount_cents is distinct from s.amount_cents;

-- check reversal_is_of_the_payment: a payment taken back has its own entry mirrored
select format('payment %s', p.reference) from payment_reversal r join payment p on p.id = r.payment_id
join journal_entry e on e.id = r.journal_entry_id
where e.reverses_id is distinct from p.journal_entry_id;

-- check moved_payment_arrived: what was moved stands, to the cent, where it was meant to be and where it was
select format('payment %s: %s cents moved, %s of %s there', p.reference, t.amount_cents, coalesce(n.there, 0),
  coalesce(n.cents, 0))
from payment_transfer t join payment p on p.id = t.payment_id
cross join lateral (select sum(n.amount_cents) as cents,
    sum(n.amount_cents) filter (where n.customer_account_id = t.to_account_id) as there
  from payment n where n.operation_id = t.id) n
where coalesce(n.cents, 0) <> p.amount_cents or coalesce(n.there, 0) <> t.amount_cents
union all
select format('payment %s was taken back to be moved, and was not', p.reference)
from payment_reversal r join payment p on p.id = r.payment_id
where r.cause = 'moved' and not exists (select from payment_transfer t where t.payment_id = r.payment_id);

-- check adjustment_adds_up: an adjustment's lines make its amount
select format('adjustment %s: lines %s, amount %s cents', a.id, coalesce(l.cents, 0), a.amount_cents)
from adjustment a left join (
  select adjustment_id, sum(amount_cents) as cents from adjustment_line group by adjustment_id) l
  on l.adjustment_id = a.id
where a.amount_cents <> coalesce(l.cents, 0);

-- check adjustment_is_posted: its entry moves its amount on the receivables of its account
select format('adjustment %s: %s %s, entry %s cents', a.id, a.side, a.amount_cents, coalesce(l.cents, 0))
from adjustment a left join (
  select entry_id, customer_account_id, sum(case side when 'debit' then amount_cents else -amount_cents end) as cents
  from journal_line where gl_account = '1110' group by entry_id, customer_account_id) l
  on l.entry_id = a.journal_entry_id and l.customer_account_id = a.customer_account_id
where coalesce(l.cents, 0) <> case a.side when 'debit' then a.amount_cents else -a.amount_cents end;

-- check adjustment_has_items: each of its lines opens an item of its amount, or changes one of its account and fund
select format('adjustment %s line %s', l.adjustment_id, l.no)
from adjustment_line l join adjustment a on a.id = l.adjustment_id
left join open_item o on o.adjustment_id = l.adjustment_id and o.adjustment_line_no = l.no
left join open_item i on i.id = l.open_item_id
where (l.open_item_id is null and (o.id is null or a.side <> 'debit' or o.amount_cents <> l.amount_cents
    or o.fund <> l.fund or o.customer_account_id <> a.customer_account_id))
  or (l.open_item_id is not null and (o.id is not null or i.fund <> l.fund
    or i.customer_account_id <> a.customer_account_id));

-- check adjustment_reversal_mirrors: one that takes another back has its amount, the other side and the mirrored entry
select format('adjustment %s', r.id) from adjustment r join adjustment a on a.id = r.reverses_id
join journal_entry e on e.id = r.journal_entry_id
where a.reverses_id is not null or a.side = r.side or a.amount_cents <> r.amount_cents
  or a.customer_account_id <> r.customer_account_id or e.reverses_id is distinct from a.journal_entry_id;

-- check bill_shows_adjustments: a bill's adjustments are those it shows, of its own account
select format('bill %s: shown %s, adjustments %s cents', b.number, coalesce(s.cents, 0), b.adjustments_cents)
from bill b left join (
  select x.bill_id, sum(case a.side when 'debit' then a.amount_cents else -a.amount_cents end) as cents,
    bool_and(a.customer_account_id = o.customer_account_id) as at_home
  from bill_adjustment x join adjustment a on a.id = x.adjustment_id join bill o on o.id = x.bill_id
  group by x.bill_id) s on s.bill_id = b.id
where b.adjustments_cents <> coalesce(s.cents, 0) or not coalesce(s.at_home, true);

-- check bill_follows_bill: a bill begins with what the one before it came to
select format('bill %s: previous balance %s, bill before %s cents', number, previous_balance_cents, before)
from (
  select number, previous_balance_cents,
    lag(total_due_cents, 1, 0::bigint) over (partition by customer_account_id order by number) as before
  from bill) chain
where previous_balance_cents <> before;

-- check canceled_bill_is_gone: a canceled bill's entry is mirrored, and nothing of it is owed or paid
select format('bill %s', b.number)
from bill_cancellation c join bill b on b.id = c.bill_id
left join adjustment a on a.id = c.adjustment_id
left join journal_entry e on e.id = a.journal_entry_id
where (b.new_charges_cents > 0 and (a.id is null or a.kind <> 'bill_canceled'
    or a.amount_cents <> b.new_charges_cents or e.reverses_id is distinct from b.journal_entry_id))
  or (b.journal_entry_id is not null and not exists (
    select from journal_entry r where r.reverses_id = b.journal_entry_id))
  or exists (select from open_item i where i.bill_id = b.id and i.open_cents <> 0)
  or exists (
    select from open_item i join allocation l on l.open_item_id = i.id
    where i.bill_id = b.id and l.reverses_id is null
      and not exists (select from allocation r where r.reverses_id = l.id));

-- check period_is_billed_once: of an account and period at most one bill stands
select format('account %s from %s: %s bills', a.number, b.period_from, count(*))
from bill b join customer_account a on a.id = b.customer_account_id
where not exists (select from bill_cancellation c where c.bill_id = b.id)
group by a.number, b.period_from having count(*) > 1;

-- check approved_act_is_posted: an adjustment that was asked for was approved by the one it names
select format('adjustment %s', a.id) from adjustment a join approval_request r on r.id = a.operation_id
left join approval_decision d on d.request_id = r.id
where d.decision is distinct from 'approved' or a.approved_by is distinct from d.decided_by
  or a.posted_by <> r.asked_by;

-- check approval_was_given: whoever an adjustment, a canceled bill or a large rebilling says approved it decided so
select format('adjustment %s: %s did not approve it', a.id, a.approved_by) from adjustment a
where a.approved_by is not null and not adjustment_was_approved(a)
union all
select format('canceled bill %s: %s did not approve it', b.number, c.approved_by)
from bill_cancellation c join bill b on b.id = c.bill_id
where c.approved_by is not null and not was_approved(c.operation_id, b.customer_account_id, c.approved_by)
union all
select format('bill %s: nobody approved the difference to bill %s', n.number, b.number)
from bill n join bill b on b.id = n.rebills_id
where abs(n.new_charges_cents - b.new_charges_cents)
    > (money_rule_on('adjustments', n.issued_on) -> 'limits' ->> 'correction')::bigint
  and not was_approved(n.id, n.customer_account_id, null);

-- check moved_out_is_unserved: an account closed by a move is served nothing and billed nothing after that day
select format('account %s: served or billed after %s', a.number, m.moved_on)
from service_move m join customer_account a on a.id = m.customer_account_id
where m.closes and (a.closed_on is distinct from m.moved_on
  or exists (select from service_agreement g where g.customer_account_id = a.id
    and (g.ends_on is null or g.ends_on > m.moved_on))
  or exists (select from bill b where b.customer_account_id = a.id and b.period_to > m.moved_on));

-- check service_goes_back_to_the_landlord: the day a tenant's service ended the owner's began, point by point
select format('service point %s: nobody is served from %s on', g.service_point_id, m.moved_on)
from service_move m
join service_agreement g on g.customer_account_id = m.customer_account_id and g.ends_on = m.moved_on
join service_point p on p.id = g.service_point_id and p.premise_id = m.premise_id
where m.kind = 'end' and m.landlord_account_id is not null and not exists (
  select from service_agreement n where n.service_point_id = g.service_point_id and n.starts_on = m.moved_on);

-- check batch_rows_are_posted: what a file of adjustments posted is as it was released
select format('file %s line %s', w.batch_id, w.line) from adjustment_batch_row w
left join adjustment a on a.id = w.adjustment_id
where w.outcome = 'posted' and (a.id is null or a.operation_id <> w.id
  or case a.side when 'debit' then a.amount_cents else -a.amount_cents end <> w.amount_cents);

-- check late_charge_is_shared: the shares of a late charge make its adjustment
select format('adjustment %s: shares %s, amount %s cents', a.id, coalesce(l.cents, 0), a.amount_cents)
from adjustment a left join (
  select adjustment_id, sum(amount_cents) as cents from late_charge group by adjustment_id) l on l.adjustment_id = a.id
where a.kind = 'late_charge' and a.reverses_id is null and a.amount_cents <> coalesce(l.cents, 0);

-- check late_run_adds_up: what a run has charged on an account is what it says, and never more than was previewed
select format('run %s, account %s: says %s, charged %s, previewed %s cents', r.run_id, r.customer_account_id,
  r.charged_cents, coalesce(c.cents, 0), coalesce(p.cents, 0))
from late_charge_run_account r
left join (
  select l.run_id, i.customer_account_id, sum(l.amount_cents) as cents from late_charge l
  join open_item i on i.id = l.open_item_id group by l.run_id, i.customer_account_id) c
  on c.run_id = r.run_id and c.customer_account_id = r.customer_account_id
left join (
  select run_id, customer_account_id, sum(amount_cents) as cents from late_charge_run_item
  group by run_id, customer_account_id) p
  on p.run_id = r.run_id and p.customer_account_id = r.customer_account_id
where r.charged_cents <> coalesce(c.cents, 0) or r.charged_cents > coalesce(p.cents, 0);

-- check deposits_control: customer deposits of each fund are the security deposits held
select format('fund %s: control %s, held %s cents', fund, control, held)
from (
  select fund, sum(control)::bigint as control, sum(held)::bigint as held from (
    select fund, case side when 'credit' then amount_cents else -amount_cents end as control, 0 as held
    from journal_line where gl_account = '2110'
    union all
    select d.fund, 0, case when m.kind in ('taken', 'interest') then m.amount_cents else -m.amount_cents end
    from deposit_movement m join security_deposit d on d.id = m.deposit_id) both_sides
  group by fund) sums
where control <> held;

-- check deposit_movement_is_posted: the entry of a movement moves its amount of the deposit's fund
select format('deposit %s, %s: %s cents, entry %s cents', m.deposit_id, m.kind, m.amount_cents, coalesce(l.cents, 0))
from deposit_movement m join security_deposit d on d.id = m.deposit_id
left join lateral (
  select sum(case when (j.side = 'credit') = (m.kind in ('taken', 'interest')) then j.amount_cents
    else -j.amount_cents end) as cents
  from journal_line j where j.entry_id = m.journal_entry_id and j.gl_account = '2110' and j.fund = d.fund) l on true
where m.amount_cents <> coalesce(l.cents, 0);

-- check deposit_is_taken: a deposit was taken for its amount and never holds less than nothing
select format('deposit %s', d.id) from security_deposit d left join deposit_movement m on m.deposit_id = d.id
group by d.id, d.amount_cents
having coalesce(sum(m.amount_cents) filter (where m.kind = 'taken'), 0) <> d.amount_cents
    or sum(case when m.kind in ('taken', 'interest') then m.amount_cents else -m.amount_cents end) < 0;

-- check deposit_became_payment: what was given up is a payment of that amount, and no other payment was a deposit
select format('payment %s', p.reference) from payment p left join deposit_movement m on m.payment_id = p.id
where (p.tender = 'security_deposit') <> (m.id is not null) or m.amount_cents <> p.amount_cents;

-- check budget_deferred: what an account defers is what its budget entries have gathered
select format('account %s: deferred %s, gathered %s cents', a.number, a.deferred_cents, coalesce(e.cents, 0))
from customer_account a left join (
  select customer_account_id, sum(actual_cents - asked_cents) as cents from budget_entry group by customer_account_id) e
  on e.customer_account_id = a.id
where a.deferred_cents <> coalesce(e.cents, 0);

-- check budget_follows: each entry gathers from the one before it, and an ended enrollment has nothing left
select format('enrollment %s, entry %s: gathered %s, after %s cents', enrollment_id, no, gathered_cents, before)
from (
  select enrollment_id, no, gathered_cents, actual_cents - asked_cents as change,
    lag(gathered_cents, 1, 0::bigint) over chain as before, lag(no, 1, 0) over chain as no_before
  from budget_entry window chain as (partition by enrollment_id order by no)) entries
where gathered_cents <> before + change or no <> no_before + 1
union all
select format('enrollment %s ended with %s cents', n.id, e.gathered_cents)
from budget_enrollment n cross join lateral (
  select x.gathered_cents from budget_entry x where x.enrollment_id = n.id order by x.no desc limit 1) e
where n.state = 'ended' and e.gathered_cents <> 0;

-- check budget_is_billed: an entry's actual is its bill's new charges, and a canceled bill's entry is taken back
select format('bill %s: new charges %s, entry %s cents', b.number, b.new_charges_cents, e.actual_cents)
from budget_entry e join bill b on b.id = e.bill_id
where e.kind = 'bill' and (e.actual_cents <> b.new_charges_cents or e.customer_account_id <> b.customer_account_id)
union all
select format('bill %s is canceled, its budget entry is not, or the other way round', b.number)
from budget_entry e join bill b on b.id = e.bill_id
left join budget_entry back on back.bill_id = e.bill_id and back.kind = 'canceled'
  and back.actual_cents = -e.actual_cents and back.asked_cents = -e.asked_cents
where e.kind = 'bill'
  and (back.no is null) = exists (select from bill_cancellation c where c.bill_id = e.bill_id);

-- check budget_one_plan: an account has one enrollment that has not ended, and every bill since it an entry
select format('account %s: %s enrollments', a.number, count(*))
from budget_enrollment n join customer_account a on a.id = n.customer_account_id
where n.state <> 'ended' group by a.number having count(*) > 1
union all
select format('account %s: bill %s has no budget entry', a.number, b.number)
from budget_enrollment n join customer_account a on a.id = n.customer_account_id
join bill b on b.customer_account_id = n.customer_account_id and b.issued_at > n.enrolled_at
where n.state <> 'ended' and not exists (select from budget_entry e where e.bill_id = b.id and e.kind = 'bill');

-- check refunds_payable: what is payable is refunds approved, less what the processor and checks paid and what reopened
select format('control %s, refunds %s cents', control, payable)
from (select
  (select coalesce(sum(case side when 'credit' then amount_cents else -amount_cents end), 0)
     from journal_line where gl_account = '2010') as control,
  (select coalesce(sum(p.amount_cents), 0) from refund_part p join refund r on r.id = p.refund_id
     where r.journal_entry_id is not null and p.state not in ('failed', 'dropped') and p.paid_entry_id is null)
  - (select coalesce(sum(amount_cents), 0) from bank_check
     where state not in ('void', 'stopped', 'reissued', 'credited'))
    as payable) sums
where control <> payable;

-- check unclaimed_checks: unclaimed money is the checks that are stale
select format('control %s, stale checks %s cents', control, stale)
from (select
  (select coalesce(sum(case side when 'credit' then amount_cents else -amount_cents end), 0)
     from journal_line where gl_account = '2160') as control,
  (select coalesce(sum(amount_cents), 0) from bank_check where state = 'stale') as stale) sums
where control <> stale;

-- check turned_over_is_posted: what became the city's is its approved turnovers, row by row, and a credit its payments
select format('4320: ledger %s, turnovers %s cents', ledger, listed)
from (select
  (select coalesce(sum(case side when 'credit' then amount_cents else -amount_cents end), 0)
     from journal_line where gl_account = '4320') as ledger,
  (select coalesce(sum(total_cents), 0) from unclaimed_turnover where state = 'approved') as listed) sums
where ledger <> listed
union all
select format('turnover row %s: %s cents, of payments %s', r.id, r.amount_cents, coalesce(p.cents, 0))
from unclaimed_turnover_row r join unclaimed_turnover_posting o on o.row_id = r.id
left join (select row_id, sum(amount_cents) as cents from unclaimed_turnover_part group by row_id) p on p.row_id = r.id
where r.kind = 'credit' and r.amount_cents <> coalesce(p.cents, 0);

-- check refund_is_its_parts: a refund is its parts, and was posted as that
select format('refund %s: %s cents, parts %s, entry %s', r.reference, r.amount_cents, coalesce(p.cents, 0),
  coalesce(l.cents, 0))
from refund r
left join (select refund_id, sum(amount_cents) as cents from refund_part group by refund_id) p on p.refund_id = r.id
left join (select entry_id, sum(amount_cents) as cents from journal_line
  where gl_account = '2010' and side = 'credit' group by entry_id) l on l.entry_id = r.journal_entry_id
where r.amount_cents <> coalesce(p.cents, 0)
  or r.journal_entry_id is not null and r.amount_cents <> coalesce(l.cents, 0);

-- check refund_went_by_three: who asked, who approved and who issued a refund are different people, enough of them
select format('refund %s', r.reference) from refund r
where r.journal_entry_id is not null and ((select count(*) from refund_approval a where a.refund_id = r.id
    and a.decision = 'approved' and a.decided_by <> r.requested_by
    and a.decided_by is distinct from r.issued_by) < r.approvals_needed
  or r.issued_by = r.requested_by);

-- check checks_are_numbered: the numbers of a bank account's checks have no gap, and end before its next
select format('account %s: %s checks from %s to %s, next %s', a.code, count(c.id), min(c.number), max(c.number),
  a.next_number)
from check_account a join bank_check c on c.account_code = a.code group by a.code, a.next_number
having max(c.number) - min(c.number) + 1 <> count(c.id) or max(c.number) >= a.next_number;
