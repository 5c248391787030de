using Npgsql;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Wallet;
using Xunit;

namespace Portal.Testing;

/// <summary>
/// Many accounts that each owe one bill, all of one landlord who pays them by autopay, with a draft of each to be taken
/// today. For tests that kill the worker among them, and for the measurement.
/// </summary>
/// <param name="city">On a clock of its own or the machine's; pays through a processor that answers.</param>
public sealed class DraftTown(City city)
{
    /// <summary>What each account owes.</summary>
    public static readonly Usd Owed = new(84_10);

    /// <summary>The landlord's method, as the processor names it.</summary>
    public GatewayMethod Method { get; private set; } = null!;

    /// <param name="fillIn">Types a card on the processor's page of a session.</param>
    public async Task BuildAsync(int accounts, Func<string, object> fillIn)
    {
        ArgumentNullException.ThrowIfNull(fillIn);
        var all = new List<Guid>();
        foreach (var chunk in Enumerable.Range(0, accounts).Chunk(8))
        {
            var made = await Task.WhenAll(chunk.Select(_ => city.AccountOwingAsync(Owed.ToDollars())));
            all.AddRange(made.Select(a => a.Id));
        }

        var user = await city.ResidentAsync("Lena Landlord");
        var started = City.Done(await city.AskAsync<StartSavingMethod, Core.Common.Outcome<StartSavingMethod.Started>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), SetupPurpose.Wallet, user.Id, null, null, "en"), default)));
        Assert.NotNull(fillIn(started.SetupId.ToString()));
        var setup = await city.AskAsync<FollowSetup, MethodSetup>(act => act.RunAsync(started.SetupId, default));
        Assert.Equal(SetupState.Kept, setup.State);
        await PromiseAsync(user.Id, setup.MethodId!.Value, all);
        Method = await city.ReadAsync(async db =>
        {
            var kept = (await db.SavedMethods.FindAsync(setup.MethodId))!;
            return new GatewayMethod(
                kept.ProcessorMethodId, kept.ProcessorCustomerId, kept.Tender, kept.Brand, kept.LastFour,
                kept.ExpiresOn);
        });
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = city.Database.App.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Every draft was taken once, and nothing is owed.</summary>
    public async Task AssertAllTakenOnceAsync(int accounts, int charges)
    {
        Assert.Equal(accounts, await CountAsync("select count(*) from draft where state = 'paid'"));
        Assert.Equal(accounts, await CountAsync("select count(distinct customer_account_id) from payment"));
        Assert.Equal(accounts, await CountAsync("select count(*) from payment"));
        Assert.Equal(0, await CountAsync("select count(*) from suspense_item"));
        Assert.Equal(0, await CountAsync("select count(*) from customer_account where balance_cents <> 0"));
        Assert.Equal(accounts, charges);
        await city.AssertBooksAsync();
    }

    /// <summary>Links, agreements, enrollments and drafts, as the acts write them.</summary>
    private async Task PromiseAsync(Guid user, Guid method, List<Guid> accounts)
    {
        await using var command = city.Database.App.CreateCommand("""
            with account as (select unnest($1::uuid[]) as id),
            linked as (
              insert into account_link (id, user_id, customer_account_id, linked_at, level)
              select gen_random_uuid(), $2, id, $4, 'pay' from account),
            agreed as (
              insert into consent (id, kind, customer_account_id, user_id, version, language, words, given_at)
              select gen_random_uuid(), 'autopay', id, $2, 'autopay-1', 'en', 'I authorize it.', $4 from account
              returning id, customer_account_id),
            enrolled as (
              insert into autopay_enrollment (id, customer_account_id, user_id, method_id, consent_id, rule, state,
                enrolled_at, changed_at)
              select gen_random_uuid(), customer_account_id, $2, $3, id, 'due_date', 'active', $4, $4 from agreed
              returning id, customer_account_id, consent_id),
            promised as (
              insert into draft (id, source, customer_account_id, enrollment_id, bill_id, user_id, consent_id, language,
                amount_cents, planned_on, promised_on, state, send_at, created_at, changed_at)
              select gen_random_uuid(), 'autopay', e.customer_account_id, e.id, b.id, $2, e.consent_id, 'en',
                $6, $5, $5 - 10, 'promised', $4, $4, $4
              from enrolled e join bill b on b.customer_account_id = e.customer_account_id
              returning id)
            insert into outbox_mail (id, dedupe_key, kind, language, to_name, to_address, subject, text, html, state,
              created_at, sent_at)
            select gen_random_uuid(), 'draft_announced:' || id, 'draft_announced', 'en', 'Lena', 'lena@example.com',
              'Autopay', 'Autopay', 'Autopay', 'sent', $4 - interval '11 days', $4 - interval '11 days' from promised
            """);
        foreach (var value in new object[]
        {
            accounts.ToArray(), user, method, city.Clock.GetUtcNow().AddMinutes(-1), city.Today, Owed.Cents,
        })
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        Assert.Equal(accounts.Count, await command.ExecuteNonQueryAsync());
    }
}

/// <summary>
/// Banks are open in the tests' city whatever day it is outside: its clock, and that of its processes
/// (<c>Portal:ClockAhead</c>), runs ahead by whole days where today is none.
/// </summary>
public static class BankingDay
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");

    /// <summary>How far ahead of the machine the city is now.</summary>
    public static TimeSpan Ahead { get; } = AheadOf(TimeProvider.System.GetUtcNow());

    /// <summary>
    /// From a moment to the same time of the next day on which banks are open; zero when they are today, and an hour
    /// more where the day is about to end.
    /// </summary>
    public static TimeSpan AheadOf(DateTimeOffset now)
    {
        var ahead = TimeSpan.Zero;
        while (!IsOpen(now + ahead) || !IsOpen(now + ahead + TimeSpan.FromHours(1)))
        {
            ahead += IsOpen(now + ahead) ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
        }

        return ahead;
    }

    private static bool IsOpen(DateTimeOffset moment) => BankingDays.IsBankingDay(
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime));
}
