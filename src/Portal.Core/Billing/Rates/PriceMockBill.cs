using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rates;

/// <summary>
/// Prices a bill that nobody gets: of an account as it was last billed, or of one service as typed, under the rates in
/// force or with a draft in their place. Writes nothing. Refuses an account without a bill, and what has no rates.
/// </summary>
public sealed class PriceMockBill(PortalDbContext db, NpgsqlDataSource database)
{
    /// <param name="AccountNumber">Of the account whose last bill is priced; null for what is typed.</param>
    /// <param name="DraftId">A draft that is to hold; null for the rates in force.</param>
    public sealed record Request(string? AccountNumber, TypedUse? Typed, Guid? DraftId);

    /// <summary>One service as typed.</summary>
    /// <param name="On">Day of the bill: it chooses the version.</param>
    public sealed record TypedUse(string Service, string CustomerClass, DateOnly On, RatedUse Use);

    /// <summary>The lines, and the bill they were made from, if one.</summary>
    public sealed record MockBill(IReadOnlyList<ChargeLine> Lines, BillInputs? Of)
    {
        public Usd Total => Lines.Select(l => l.Amount).Sum();
    }

    public async Task<Outcome<MockBill>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var book = await LoadRateBook.RunAsync(db, ct);
        if (request.DraftId is { } id)
        {
            if (await db.RateVersions.FindAsync([id], ct) is not { } draft)
            {
                return new Refusal("Rates_NoSuchVersion");
            }

            book = WhatWouldChange.With(book, draft.Read());
        }

        if (request.AccountNumber is { } number)
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            return await LoadBillInputs.LastOfAsync(connection, number, ct) is { } bill
                ? Lines(bill.Price(book), bill)
                : new Refusal("Rates_NoBillYet", number);
        }

        var typed = request.Typed ?? throw new ArgumentException("An account or a typed use.", nameof(request));
        return book.On(typed.On, typed.Service, typed.CustomerClass) is { } schedule
            ? Lines(PriceCharges.For(
                book.Across(typed.Use with { Schedule = schedule }, typed.CustomerClass, typed.On)), null)
            : new Refusal("Rates_NoneOn", typed.Service, typed.On);
    }

    /// <summary>A use as typed, of whole periods that end on the day of the bill.</summary>
    public static RatedUse Use(DateOnly on, int daysServed, int periodDays) => new()
    {
        Schedule = PointInputs.None,
        FromOn = on.AddDays(-daysServed),
        ToOn = on,
        PeriodDays = periodDays,
        Location = PremiseLocation.InsideCity,
    };

    private static Outcome<MockBill> Lines(Outcome<IReadOnlyList<ChargeLine>> outcome, BillInputs? of) => outcome switch
    {
        Outcome<IReadOnlyList<ChargeLine>>.Done(var lines) => new MockBill(lines, of),
        Outcome<IReadOnlyList<ChargeLine>>.Refused(var refusal) => refusal,
        _ => throw new InvalidOperationException("Outcome has two cases."),
    };
}
