-- Acts that implement IApprovedAct; the document is put into words by the act.
select r.kind, r.id, r.customer_account_id as account, null::uuid as customer, r.amount_cents as cents,
  array[r.asked_by] as makers, array[]::text[] as others, r.asked_at as at, 'ApproveAdjustments' as needs,
  approval_rank_in((select approval_bands_on({day})), r.kind, r.amount_cents) as rank, r.document::text as why, null::text as detail
from approval_request r where not exists (select from approval_decision d where d.request_id = r.id)
union all
select 'Refund', r.id, r.customer_account_id, null, r.amount_cents, array[r.requested_by],
  array(select p.decided_by from refund_approval p where p.refund_id = r.id), r.requested_at, 'ApproveRefunds',
  greatest(staff_rank(refund_band_in(b.bands, r.amount_cents) ->> 'role'), 1), r.note, r.reference
from refund r
join (
  select d.requested_on, refund_bands_on(d.requested_on) as bands
  from (select distinct requested_on from refund where state = 'requested') d) b on b.requested_on = r.requested_on
where r.state = 'requested'
union all
select 'Merge', m.id, null, m.kept_id, null, array[m.asked_by], array[]::text[], m.asked_at, 'ApproveMerges', 0,
  m.reason, null
from customer_merge m where m.state = 'asked'
union all
select 'Destruction', l.id, null, null, null, array[l.made_by], array[]::text[], l.made_at, 'ApproveDestruction', 0,
  '', l.as_of::text
from destruction_list l where not exists (select from destruction_approval p where p.list_id = l.id)
union all
select 'Read', x.id, x.customer_account_id, null, null, array[x.proposed_by], array[]::text[],
  coalesce((select max(e.at) from read_exception_event e
    where e.read_exception_id = x.id and e.to_state = 'awaiting_approval'), x.opened_at),
  'ApproveReads', 0, coalesce(x.proposed_reason, ''), null
from read_exception x where x.state = 'awaiting_approval'
union all
select 'Rates', r.id, null, null, null, r.drafted_by, array[]::text[], s.submitted_at, 'ReleaseRates', 0, r.note,
  r.code || ' ' || r.version
from rate_schedule r join draft_submission s on s.kind = 'Rates' and s.draft_id = r.id
where r.state = 'draft'
union all
select 'FeeRate', f.id, null, null, f.amount_cents, array[f.drafted_by], array[]::text[], s.submitted_at,
  'ReleaseRates', 0, f.note, null
from fee_rate f join draft_submission s on s.kind = 'FeeRate' and s.draft_id = f.id
where not exists (select from fee_rate_decision d where d.fee_rate_id = f.id)
union all
-- The newest draft of a kind, unless a version was released after it: as MoneyRuleShelf has it.
select 'MoneyRule', r.id, null, null, null, array[r.made_by], array[]::text[], s.submitted_at, 'KeepSettings', 0, '',
  replace(initcap(replace(r.kind, '_', ' ')), ' ', '')
from money_rule r join draft_submission s on s.kind = 'MoneyRule' and s.draft_id = r.id
where not exists (select from money_rule_release x where x.rule_id = r.id)
  and not exists (select from money_rule n join money_rule_release x on x.rule_id = n.id
    where n.kind = r.kind and x.released_at > r.made_at)
  and not exists (select from money_rule n where n.kind = r.kind and (n.made_at, n.id) > (r.made_at, r.id)
    and not exists (select from money_rule_release x where x.rule_id = n.id))
union all
select 'NoticeTemplate', t.id, null, null, null, array[t.made_by, a.asked_by], array[]::text[], a.asked_at,
  'KeepSettings', 0, '', t.subject
from notice_template t join notice_template_ask a on a.template_id = t.id
where not exists (select from notice_template_decision d where d.template_id = t.id)
union all
select 'BillRun', b.id, null, null, null, array[b.prepared_by], array[]::text[], b.previewed_at, 'ReleaseBills', 0,
  '', p.billing_cycle
from bill_run b join billing_period p on p.id = b.billing_period_id
where b.state = 'previewed' and b.released_at is null and b.stopped_at is null
union all
-- A preview holds for its own day.
select 'LateCharges', l.id, null, null,
  (select sum(i.amount_cents) from late_charge_run_item i where i.run_id = l.id)::bigint, array[l.made_by],
  array[]::text[], l.made_at, 'ApproveAdjustments', 0, '', l.as_of::text
from late_charge_run l
where l.as_of = {day} and not exists (select from late_charge_run_release x where x.run_id = l.id)
union all
select 'LadderRun', l.id, null, null, null, array[l.made_by], array[]::text[], l.made_at, 'ApproveShutOffs', 0, '',
  l.as_of::text
from delinquency_run l
where l.as_of = {day} and not exists (select from delinquency_run_release x where x.run_id = l.id)
union all
select 'ShutOffList', l.id, null, null, null, array[l.made_by], array[]::text[], l.made_at, 'ApproveShutOffs', 0, '',
  l.for_day::text
from shut_off_list l where l.approved_at is null and l.for_day >= {day}
union all
select 'RulePack', p.id, null, null, null, array[p.made_by], array[]::text[], p.made_at, 'KeepSettings', 0, '', p.code
from pack_version p
where p.effective_on >= {day} and not exists (select from pack_release x where x.pack_id = p.id)
  and not exists (select from pack_version n where (n.made_at, n.id) > (p.made_at, p.id))
union all
select 'AdjustmentBatch', b.id, null, null, b.charges_cents + b.credits_cents, array[b.uploaded_by], array[]::text[],
  b.uploaded_at, 'ApproveAdjustments',
  approval_rank_in((select approval_bands_on({day})), 'AdjustAccount', b.charges_cents + b.credits_cents), '', b.file_name
from adjustment_batch b where b.state = 'checked'
union all
select 'Turnover', t.id, null, null, t.total_cents, array[t.made_by], array[]::text[], t.made_at, 'ApproveRefunds', 3,
  '', t.resolution
from unclaimed_turnover t where t.state = 'proposed' and t.becomes_on <= {day}
union all
select 'StaffRole', s.user_id, null, null, null, array[s.made_by], array['staff:' || s.user_id], s.made_at,
  'ReviewAccess', 0, s.why, u.display_name
from staff_change s join portal_user u on u.id = s.user_id
where s.needs_look and not exists (select from staff_change_look k where k.change_id = s.id)
union all
-- A dispute that its customer appealed is decided again, by another than the first time.
select 'Dispute', q.id, q.customer_account_id, null, sum(i.open_cents)::bigint, array['resident:' || q.user_id],
  array(select d.decided_by from dispute_decision d where d.request_id = q.id),
  coalesce((select max(e.at) from request_event e where e.request_id = q.id and e.to_state = 'reopened'), q.changed_at),
  'AnswerRequests', 0, '', 'R' || q.number
from customer_request q join disputed_item i on i.request_id = q.id and i.round = 2 and i.ended_at is null
where not exists (select from dispute_decision d where d.request_id = q.id and d.round = 2)
group by q.id
