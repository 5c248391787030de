using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Staff;

namespace Portal.Testing;

/// <summary>A city that lets customers pay later, and agreements in it.</summary>
public static class ArrangementCity
{
    /// <summary>Two weeks more twice a year, or up to twelve months.</summary>
    public const string Policy = """
        {"extension": {}, "plan": {}, "grace_days": 5, "current_bill_days": 10, "reminder_days": 3,
          "months_after_broken": 12}
        """;

    private static readonly Actor Technician = Actor.Staff(new("00000000-0000-0000-0000-00000000000a"));
    private static readonly Actor Supervisor = Actor.Staff(new("00000000-0000-0000-0000-00000000000b"));

    /// <summary>A policy that holds from today on, by one person and another, unless it holds already.</summary>
    public static async Task AllowAsync(this City city, string policy = Policy)
    {
        ArgumentNullException.ThrowIfNull(city);
        var drafted = await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.Arrangements, city.Today, policy, Technician), default));
        if (drafted is Outcome<MoneyRule>.Refused { Refusal.Key: "Rules_SameAsNow" })
        {
            return;
        }

        var rule = City.Done(drafted);
        City.Done(await city.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
            act => act.RunAsync(new(rule.Id, Supervisor), default)));
    }

    public static Task<ArrangementOffer> OfferAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(async db => await ArrangementOffer.OfAsync(
            db, await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == account.Id),
            city.Services.GetRequiredService<BusinessClock>(), default));

    /// <summary>By the office, as its page offers it: in months, or for so many days.</summary>
    public static async Task<Outcome<PaymentArrangement>> ArrangeAsync(
        this City city, CustomerAccount account, int? months = null, int? days = null, Guid? operation = null)
    {
        ArgumentNullException.ThrowIfNull(city);
        ArgumentNullException.ThrowIfNull(account);
        var kind = months is null ? ArrangementKind.Extension : ArrangementKind.Arrangement;
        var offer = await city.OfferAsync(account);
        // An extension is counted from the day on which all is due anyway.
        DateOnly? payOn = days is { } later
            ? offer.Items.Select(i => i.DueOn).Append(city.Today).Max().AddDays(later)
            : null;
        var seen = offer.ScheduleOf(kind, months, payOn)
            is Outcome<PaymentSchedule>.Done(var schedule) ? schedule.Seen : null;
        return await city.AskAsync<AgreeToArrangement, Outcome<PaymentArrangement>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), account.Id, kind, months, payOn, seen, null, Technician),
            default));
    }

    public static Task<int> FollowAsync(this City city) =>
        city.AskAsync<FollowArrangements, int>(act => act.RunAsync(default));

    /// <summary>The newest, with its parts.</summary>
    public static Task<PaymentArrangement> ArrangementAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.Set<PaymentArrangement>().AsNoTracking().Include(a => a.Installments)
            .Include(a => a.Items).Where(a => a.CustomerAccountId == account.Id)
            .OrderByDescending(a => a.AgreedAt).FirstAsync());

    /// <summary>Letters about agreements of an account, oldest first.</summary>
    public static Task<List<string>> ArrangementLettersAsync(this City city, CustomerAccount account) =>
        city.ReadAsync(db => db.OutboxMails
            .Where(m => m.CustomerAccountId == account.Id && m.Kind.StartsWith("arrangement_"))
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Select(m => m.Kind).ToListAsync());
}
