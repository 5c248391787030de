using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts;

/// <summary>Something that happened on an account: a payment, a bill, a letter, a charge outside bills.</summary>
/// <param name="SubjectId">Id of the payment, bill, mail or adjustment.</param>
/// <param name="Amount">Of a charge what it added to the balance; negative for a credit.</param>
/// <param name="Detail">The card's or bank's last four digits; the letter's subject; what a charge is for.</param>
/// <param name="IsUndone">A payment that was taken back, a bill that was canceled.</param>
public sealed record RecentEvent(
    Guid AccountId,
    RecentEventKind Kind,
    Guid SubjectId,
    DateTimeOffset At,
    Usd? Amount,
    string? Detail,
    bool IsUndone)
{
    /// <summary>The newest events of several accounts in one query, newest first within each.</summary>
    /// <param name="userId">Letters to other people, and with which card they paid, are left out.</param>
    /// <param name="accountIds">Accounts already known to be visible to the resident.</param>
    internal static async Task<IReadOnlyList<RecentEvent>> ForAsync(
        PortalDbContext db, Guid userId, Guid[] accountIds, int each, CancellationToken ct)
    {
        var spanish = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es";
        var rows = await db.Database.SqlQuery<Row>($"""
            select a.id as "AccountId", e.kind as "Kind", e.id as "SubjectId", e.at as "At",
                   e.cents as "Cents", e.detail as "Detail", e.undone as "IsUndone"
            from unnest({accountIds}) with ordinality a(id, place)
            cross join lateral (
              (select 'Payment' as kind, p.id, p.received_at as at, p.amount_cents as cents,
                      case when p.attempt_id is null or exists (
                        select from payment_attempt t where t.id = p.attempt_id and t.user_id = {userId})
                      then p.last_four end as detail,
                      exists (select from payment_reversal r where r.payment_id = p.id) as undone
               from payment p where p.customer_account_id = a.id order by p.received_at desc limit {each})
              union all
              (select 'Bill', b.id, b.issued_at,
                      b.total_due_cents - coalesce((select x.gathered_cents from budget_entry x
                        where x.bill_id = b.id and x.kind = 'bill'), 0), null,
                      exists (select from bill_cancellation c where c.bill_id = b.id)
               from bill b where b.customer_account_id = a.id order by b.issued_on desc limit {each})
              union all
              (select 'Letter', m.id, m.created_at, null, m.subject, false
               from outbox_mail m
               where m.customer_account_id = a.id and m.user_id = {userId}
               order by m.created_at desc limit {each})
              union all
              (select 'Charge', j.id, j.posted_at,
                      case j.side when 'debit' then j.amount_cents else -j.amount_cents end,
                      case when {spanish} then j.label_es else j.label_en end, false
               from adjustment j
               where j.customer_account_id = a.id order by j.posted_at desc limit {each})
              order by at desc limit {each}) e
            order by a.place, e.at desc
            """).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new RecentEvent(r.AccountId, Enum.Parse<RecentEventKind>(r.Kind), r.SubjectId, r.At,
                r.Cents is { } cents ? new Usd(cents) : null, r.Detail, r.IsUndone)),
        ];
    }

    private sealed record Row(
        Guid AccountId, string Kind, Guid SubjectId, DateTimeOffset At, long? Cents, string? Detail, bool IsUndone);
}

public enum RecentEventKind
{
    Payment,
    Bill,
    Letter,

    /// <summary>A charge or credit outside a bill: a fee, a late charge, a correction, a waiver.</summary>
    Charge,
}
