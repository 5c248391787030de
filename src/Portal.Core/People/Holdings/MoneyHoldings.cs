namespace Portal.Core.People.Holdings;

/// <summary>
/// What we hold about money: bills by line, payments and how they were tried, autopay, arrangements, deposits. Of a
/// card or bank account no more than brand, last four and expiry, and only of the person's own. Parameters as in
/// <see cref="HoldingsTables.All"/>.
/// </summary>
internal static class MoneyHoldings
{
    public static readonly IReadOnlyList<(string Name, string Sql)> All =
    [
        ("bill-lines", """
            select a.number as account, b.number as bill, l.no, l.service, l.charge_code, l.from_on, l.to_on,
              l.quantity, l.unit, l.amount_cents, l.explanation
            from bill_line l join bill b on b.id = l.bill_id join customer_account a on a.id = b.customer_account_id
            where a.id = any($2) order by b.number, l.no
            """),
        ("bills-canceled", """
            select a.number as account, b.number as bill, c.reason, c.canceled_at
            from bill_cancellation c join bill b on b.id = c.bill_id
            join customer_account a on a.id = b.customer_account_id where a.id = any($2) order by c.canceled_at
            """),
        ("charges-and-credits", """
            select a.number as account, j.posted_on, j.kind, j.side, j.amount_cents, j.reason, j.label_en, j.label_es,
              j.due_on
            from adjustment j join customer_account a on a.id = j.customer_account_id
            where a.id = any($2) order by j.posted_at, j.id
            """),
        ("charges-and-credits-by-file", """
            select a.number as account, b.uploaded_at, w.reason, w.amount_cents, w.note, w.outcome
            from adjustment_batch_row w join adjustment_batch b on b.id = w.batch_id
            join customer_account a on a.id = w.customer_account_id
            where a.id = any($2) order by b.uploaded_at, w.line
            """),
        ("owed", """
            select a.number as account, o.service, o.charge_kind, o.billed_on, o.due_on, o.amount_cents, o.open_cents,
              o.is_disputed
            from open_item o join customer_account a on a.id = o.customer_account_id
            where a.id = any($2) order by o.billed_on, o.id
            """),
        ("what-payments-paid", """
            select a.number as account, p.reference, o.service, o.billed_on, x.amount_cents, x.allocated_at
            from allocation x join payment p on p.id = x.payment_id join open_item o on o.id = x.open_item_id
            join customer_account a on a.id = x.customer_account_id where a.id = any($2) order by x.allocated_at, x.id
            """),
        ("payments-taken-back", """
            select a.number as account, p.reference, r.cause, r.reversed_at
            from payment_reversal r join payment p on p.id = r.payment_id
            join customer_account a on a.id = p.customer_account_id where a.id = any($2) order by r.reversed_at
            """),
        ("payments-moved", """
            select a.number as account, case when a.id = x.to_account_id then 'here' else 'away' end as moved,
              x.amount_cents, x.moved_on
            from payment_transfer x join customer_account a on a.id in (x.from_account_id, x.to_account_id)
            where a.id = any($2) order by x.moved_at, a.number
            """),
        ("payments-shared-out-anew", """
            select a.number as account, p.reference, x.made_at
            from payment_reallocation x join payment p on p.id = x.payment_id
            join customer_account a on a.id = p.customer_account_id where a.id = any($2) order by x.made_at
            """),
        ("payments-that-came-back", """
            select a.number as account, p.reference, b.reason_code, r.label_en as reason, b.returned_on, b.late_cents,
              x.kind as then_taken, x.starts_on, x.ends_on, x.lifted_at
            from returned_payment b join payment p on p.id = b.payment_id
            join return_reason r on r.code = b.reason_code
            join customer_account a on a.id = p.customer_account_id
            left join payment_restriction x on x.payment_id = b.payment_id
            where a.id = any($2) order by b.recorded_at
            """),
        ("your-tries-to-pay", """
            select t.created_at, t.changed_at, t.state, t.channel, t.amount_cents, t.gift_cents, t.tender, t.brand,
              t.last_four, t.receipt_email, string_agg(a.number, ' ' order by a.number) as accounts
            from payment_attempt t join payment_attempt_share s on s.attempt_id = t.id
            join customer_account a on a.id = s.customer_account_id
            where t.user_id = $1 group by t.id order by t.created_at
            """),
        ("saved-cards-and-banks", """
            select tender, brand, last_four, expires_on, kept_at, changed_at, removed_at from saved_method
            where user_id = $1 order by kept_at
            """),
        ("saved-cards-and-banks-history", """
            select e.kind, e.brand, e.last_four, e.expires_on, e.at
            from saved_method_event e join saved_method m on m.id = e.method_id where m.user_id = $1 order by e.at, e.no
            """),
        ("cards-and-banks-begun", """
            select purpose, state, created_at from method_setup where user_id = $1 order by created_at
            """),
        ("autopay", """
            select a.number as account, t.rule, t.rule_day, t.cap_cents, t.state, t.why, t.enrolled_at, t.ended_at,
              case when t.user_id = $1 then m.last_four end as last_four, t.user_id = $1 as yours
            from autopay_enrollment t join customer_account a on a.id = t.customer_account_id
            join saved_method m on m.id = t.method_id
            where t.user_id = $1 or a.id = any($3) order by t.enrolled_at
            """),
        ("planned-payments", """
            select a.number as account, d.source, d.amount_cents, d.planned_on, d.promised_on, d.state, d.why, d.tries,
              d.created_at, d.changed_at, case when d.user_id = $1 then d.email end as email
            from draft d join customer_account a on a.id = d.customer_account_id
            where d.user_id = $1 or a.id = any($3) order by d.created_at
            """),
        ("planned-payments-history", """
            select a.number as account, e.event, e.state, e.why, e.amount_cents, e.planned_on, e.at
            from draft_event e join draft d on d.id = e.draft_id join customer_account a on a.id = d.customer_account_id
            where d.user_id = $1 or a.id = any($3) order by e.at, e.no
            """),
        ("agreements-to-pay-later", """
            select a.number as account, g.kind, g.covered_cents, g.agreed_on, g.state, g.ended_at
            from payment_arrangement g join customer_account a on a.id = g.customer_account_id
            where a.id = any($3) order by g.agreed_at
            """),
        ("agreements-to-pay-later-payments", """
            select a.number as account, g.agreed_on, i.no, i.due_on, i.amount_cents
            from arrangement_installment i join payment_arrangement g on g.id = i.arrangement_id
            join customer_account a on a.id = g.customer_account_id where a.id = any($3) order by g.agreed_at, i.no
            """),
        ("agreements-to-pay-later-notices", """
            select a.number as account, n.kind, n.due_on, n.told_on
            from arrangement_notice n join payment_arrangement g on g.id = n.arrangement_id
            join customer_account a on a.id = g.customer_account_id where a.id = any($3) order by n.told_on
            """),
        ("gifts", """
            select g.given_on, g.amount_cents, r.reversed_at
            from relief_gift g join payment_attempt t on t.id = g.attempt_id
            left join relief_gift_reversal r on r.attempt_id = g.attempt_id where t.user_id = $1 order by g.given_on
            """),
        ("payment-fees", """
            select f.created_at, f.amount_cents, f.state, r.reversed_at
            from payment_fee f join payment_attempt t on t.id = f.attempt_id
            left join payment_fee_reversal r on r.fee_id = f.id where t.user_id = $1 order by f.created_at
            """),
        ("help-from-relief-fund", """
            select a.number as account, g.granted_on, g.amount_cents, r.reversed_at
            from relief_grant g join customer_account a on a.id = g.customer_account_id
            left join payment_reversal r on r.payment_id = g.payment_id where a.id = any($3) order by g.granted_at
            """),
        ("deposits", """
            select a.number as account, d.amount_cents, d.tender, d.taken_on
            from security_deposit d join customer_account a on a.id = d.customer_account_id
            where a.id = any($3) order by d.taken_on
            """),
        ("deposits-asked-for", """
            select a.number as account, d.cause, d.amount_cents, d.demanded_on, x.dropped_at
            from deposit_demand d join customer_account a on a.id = d.customer_account_id
            left join deposit_demand_drop x on x.demand_id = d.id where a.id = any($3) order by d.demanded_at
            """),
        ("deposits-given-back", """
            select a.number as account, m.kind, m.amount_cents, m.from_on, m.moved_on
            from deposit_movement m join security_deposit d on d.id = m.deposit_id
            join customer_account a on a.id = d.customer_account_id where a.id = any($3) order by m.moved_at
            """),
        ("deposits-moved", """
            select f.number as from_account, t.number as to_account, x.transferred_on
            from deposit_transfer x join customer_account f on f.id = x.from_account_id
            join customer_account t on t.id = x.to_account_id
            where f.id = any($3) or t.id = any($3) order by x.transferred_at
            """),
        ("budget-billing", """
            select a.number as account, e.kind, e.history_cents, e.first_amount_cents, e.enrolled_on, e.state,
              e.leave_reason, e.left_at, e.ended_at
            from budget_enrollment e join customer_account a on a.id = e.customer_account_id
            where a.id = any($3) order by e.enrolled_at
            """),
        ("budget-billing-months", """
            select a.number as account, e.kind, e.month, e.actual_cents, e.asked_cents, e.gathered_cents, e.due_on
            from budget_entry e join customer_account a on a.id = e.customer_account_id
            where a.id = any($3) order by e.entered_at, e.no
            """),
        ("left-out-of-late-charges", """
            select a.number as account, h.kind, h.starts_on, h.ends_on, e.ended_at
            from account_hold h join customer_account a on a.id = h.customer_account_id
            left join account_hold_end e on e.hold_id = h.id where a.id = any($3) order by h.made_at
            """),
        ("refunds", """
            select a.number as account, r.reference, r.amount_cents, r.cause, r.requested_on, r.state, r.issued_on
            from refund r join customer_account a on a.id = r.customer_account_id
            where a.id = any($3) order by r.requested_at
            """),
        ("refunds-by-payment", """
            select a.number as account, r.reference, p.reference as payment, s.amount_cents, s.way, s.state,
              exists (select from refund_claim c where c.refund_part_id = s.id) as charged_again
            from refund_part s join refund r on r.id = s.refund_id join payment p on p.id = s.payment_id
            join customer_account a on a.id = r.customer_account_id
            where a.id = any($3) order by r.requested_at, s.no
            """),
        ("refund-checks", """
            select a.number as account, r.reference, k.number, k.amount_cents, k.payee, k.address, k.issued_on,
              k.mailed_on, k.state
            from bank_check k join refund r on r.id = k.refund_id
            join customer_account a on a.id = r.customer_account_id
            where a.id = any($3) order by k.number
            """),
        ("money-held-apart", """
            select a.number as account, s.amount_cents, s.reason, s.received_at
            from suspense_item s join customer_account a on a.id = s.customer_account_id
            where a.id = any($3) order by s.received_at
            """),
        ("unclaimed-money-letters", """
            select a.number as account, l.amount_cents, l.written_on
            from unclaimed_letter l join customer_account a on a.id = l.customer_account_id
            where a.id = any($3) order by l.written_on
            """),
        ("unclaimed-money-claimed", """
            select a.number as account, c.amount_cents, c.claimant, c.proof, c.claimed_on, c.state, c.way, c.decided_on
            from unclaimed_claim c join customer_account a on a.id = c.customer_account_id
            where a.id = any($3) order by c.recorded_at
            """),
        ("unclaimed-money-turned-over", """
            select a.number as account, w.amount_cents, w.since, t.becomes_on, t.resolution, t.state
            from unclaimed_turnover_row w join unclaimed_turnover t on t.id = w.turnover_id
            join customer_account a on a.id = w.customer_account_id where a.id = any($3) order by t.made_at, w.no
            """),
        ("money-found-to-be-yours", """
            select a.number as account, p.reference, p.amount_cents, r.resolved_on
            from suspense_resolution r join payment p on p.id = r.payment_id
            join customer_account a on a.id = p.customer_account_id where a.id = any($3) order by r.resolved_at
            """),
    ];
}
