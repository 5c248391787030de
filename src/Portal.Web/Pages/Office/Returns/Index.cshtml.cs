using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Payments;
using Portal.Core.Payments.Returns;

namespace Portal.Web.Pages.Office.Returns;

/// <summary>What came back, what waits for a person, how often it happens, and a payment to be found.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    private const int Shown = 30;

    /// <summary>A payment's reference, or an account's number.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Query { get; set; }

    [TempData]
    public string? Done { get; set; }

    /// <summary>Null before anything was looked for.</summary>
    public IReadOnlyList<Row>? Found { get; private set; }

    /// <summary>Rows of the bank's files that no payment was found for, a page of them.</summary>
    public IReadOnlyList<BankFileRow> Waiting { get; private set; } = [];

    /// <summary>Of all pages.</summary>
    public int WaitingCount { get; private set; }

    /// <summary>Page of what waits, from 1.</summary>
    public int Number { get; private set; }

    public ReturnRates Rates { get; private set; } = null!;

    public IReadOnlyList<Limit> Restricted { get; private set; } = [];

    public IReadOnlyList<Row> Lately { get; private set; } = [];

    /// <param name="Masked">The account's number, without saying whose it is.</param>
    public sealed record Row(Payment Payment, string Masked, ReturnedPayment? Returned);

    public sealed record Limit(PaymentRestriction Restriction, string Masked);

    public async Task OnGetAsync(int? p, CancellationToken ct)
    {
        if (!string.IsNullOrWhiteSpace(Query)) { Found = await FindAsync(Query.Trim(), ct); }

        (WaitingCount, Number, Waiting) = await WaitingAsync(p ?? 1, ct);
        Rates = await ReturnRates.OfAsync(db, clock.Today, ct);
        Restricted = await RestrictedAsync(ct);
        var lately =
            from returned in db.Set<ReturnedPayment>()
            join payment in db.Payments on returned.PaymentId equals payment.Id
            join account in db.CustomerAccounts on payment.CustomerAccountId equals account.Id
            orderby returned.RecordedAt descending, payment.Id
            select new { returned, payment, account.Number };
        Lately = [.. (await lately.AsNoTracking().Take(Shown).ToListAsync(ct))
            .Select(r => new Row(r.payment, CustomerAccount.Mask(r.Number), r.returned))];
    }

    private async Task<(int Count, int Page, IReadOnlyList<BankFileRow> Rows)> WaitingAsync(
        int page, CancellationToken ct)
    {
        var all =
            from row in db.Set<BankFileRow>().AsNoTracking()
            join file in db.Set<BankFile>() on row.BankFileId equals file.Id
            where row.Outcome == BankRowOutcome.Unmatched
                && (file.State == BankFileState.Confirmed || file.State == BankFileState.Done)
            select row;
        var count = await all.CountAsync(ct);
        var at = ListPages.At(page, count);
        return (count, at, await all.OrderBy(r => r.Id).Page(at).ToListAsync(ct));
    }

    /// <summary>Payments that a bank may send back and that still stand.</summary>
    private async Task<IReadOnlyList<Row>> FindAsync(string query, CancellationToken ct)
    {
        var reference = query.ToUpperInvariant();
        var rows =
            from payment in db.Payments
            join account in db.CustomerAccounts on payment.CustomerAccountId equals account.Id
            where (payment.Reference == reference || account.Number == query)
                && (payment.Tender == Tender.Check || payment.Tender == Tender.BankDebit
                    || payment.Tender == Tender.Lockbox)
                && !db.PaymentReversals.Any(r => r.PaymentId == payment.Id)
            orderby payment.ReceivedAt descending, payment.Id
            select new { payment, account.Number };
        return [.. (await rows.AsNoTracking().Take(Shown).ToListAsync(ct))
            .Select(r => new Row(r.payment, CustomerAccount.Mask(r.Number), null))];
    }

    private async Task<IReadOnlyList<Limit>> RestrictedAsync(CancellationToken ct)
    {
        var rows =
            from restriction in db.RestrictionsOn(clock.Today)
            join payment in db.Payments on restriction.PaymentId equals payment.Id
            join account in db.CustomerAccounts on payment.CustomerAccountId equals account.Id
            orderby restriction.EndsOn, restriction.Id
            select new { restriction, account.Number };
        return [.. (await rows.Take(Shown).ToListAsync(ct))
            .Select(r => new Limit(r.restriction, CustomerAccount.Mask(r.Number)))];
    }
}
