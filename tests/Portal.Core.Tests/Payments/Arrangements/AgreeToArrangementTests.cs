using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Arrangements;
using Portal.Core.People.Consents;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Arrangements;

/// <summary>Who may agree to pay later, to what, and that it is agreed once.</summary>
public sealed class AgreeToArrangementTests
{
    [Theory]
    [InlineData("Arrange_NotOffered")]
    [InlineData("Account_Closed")]
    [InlineData("Account_NotFound")]
    [InlineData("Arrange_Already")]
    [InlineData("Arrange_OnBudget")]
    [InlineData("Arrange_Held")]
    [InlineData("Arrange_NothingOwed")]
    [InlineData("Arrange_TooLittle")]
    [InlineData("Arrange_TooMuch")]
    [InlineData("Arrange_TooSmallParts")]
    [InlineData("Arrange_MonthsOutOfRange")]
    [InlineData("Arrange_NoPlans")]
    [InlineData("Arrange_TooManyPlans")]
    [InlineData("Arrange_OfferChanged")]
    [InlineData("Arrange_NotAgreed")]
    public async Task Who_may_not_agree_is_told_why(string refusal)
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync(refusal switch
        {
            "Arrange_NotOffered" => """{"plan": {}, "classes": ["business"]}""",
            "Arrange_TooLittle" => """{"plan": {"least_owed_cents": 20000}}""",
            "Arrange_TooMuch" => """{"plan": {"most_owed_cents": 10000}}""",
            "Arrange_TooSmallParts" => """{"plan": {"least_installment_cents": 9000}}""",
            "Arrange_NoPlans" => """{"extension": {}}""",
            _ => ArrangementCity.Policy,
        });
        var account = refusal == "Arrange_NothingOwed"
            ? await city.AccountAsync()
            : await city.AccountOwingAsync(120.00m);
        switch (refusal)
        {
            case "Account_Closed":
                await city.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
                    .ExecuteUpdateAsync(a => a.SetProperty(x => x.ClosedOn, city.Today)));
                break;
            case "Arrange_Already":
                City.Done(await city.ArrangeAsync(account, months: 3));
                break;
            case "Arrange_OnBudget":
                await city.OfferAsync("""{"kind": "rolling"}""");
                account = await city.EnrolledAsync(Enumerable.Repeat(100_00L, 12));
                await city.BillAsync(account, new Usd(120_00));
                break;
            case "Arrange_Held":
                City.Done(await city.AskAsync<PlaceHold, Outcome<AccountHold>>(act => act.RunAsync(
                    new(Guid.CreateVersion7(), account.Id, null, HoldKind.Stay, "Court", city.Today, null,
                        Technician),
                    default)));
                break;
            case "Arrange_TooManyPlans":
                City.Done(await city.ArrangeAsync(account, months: 3));
                await city.PayAsync(account, new Usd(120_00));
                city.Days(20);
                await city.FollowAsync();
                await city.BillAsync(account, new Usd(120_00));
                break;
        }

        var seen = (await city.OfferAsync(account)).ScheduleOf(ArrangementKind.Arrangement, 3, null)
            is Outcome<PaymentSchedule>.Done(var schedule) ? schedule.Seen : null;
        var answer = await city.AskAsync<AgreeToArrangement, Outcome<PaymentArrangement>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), refusal == "Account_NotFound" ? Guid.NewGuid() : account.Id,
                ArrangementKind.Arrangement, refusal == "Arrange_MonthsOutOfRange" ? 13 : 3, null,
                refusal == "Arrange_OfferChanged" ? "other" : seen, null,
                refusal == "Arrange_NotAgreed" ? Actor.Resident(Guid.NewGuid()) : Technician),
            default));

        Assert.Equal(refusal, Refused(answer));
    }

    [Theory]
    [InlineData(0, "Arrange_DayOutOfRange")]
    [InlineData(15, "Arrange_DayOutOfRange")]
    [InlineData(14, null)]
    public async Task An_extension_is_for_a_day_within_the_policy(int days, string? refusal)
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await city.AccountOwingAsync(120.00m);

        var answer = await city.ArrangeAsync(account, days: days);

        Assert.Equal(refusal, answer is Outcome<PaymentArrangement>.Refused(var no) ? no.Key : null);
        if (refusal is null)
        {
            var agreed = await city.ArrangementAsync(account);
            Assert.Equal(
                (ArrangementKind.Extension, new Usd(120_00), city.Today.AddDays(21 + 14)),
                (agreed.Kind, Assert.Single(agreed.Installments).Amount, agreed.Installments[0].DueOn));
        }
    }

    [Fact]
    public async Task A_residents_words_are_kept_items_are_held_and_the_schedule_is_mailed()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await city.AccountAsync(email: "rosa@example.com");
        await city.BillAsync(account, new Usd(487_31));
        var user = await city.ResidentAsync("Rosa", account);
        var offer = await city.OfferAsync(account);
        var schedule = City.Done(offer.ScheduleOf(ArrangementKind.Arrangement, 12, null));

        City.Done(await city.AskAsync<AgreeToArrangement, Outcome<PaymentArrangement>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, ArrangementKind.Arrangement, 12, null, schedule.Seen,
                new(user.Id, "en", "I agree.", "192.0.2.1"), Actor.Resident(user.Id)),
            default)));

        var agreed = await city.ArrangementAsync(account);
        Assert.Equal(
            [.. Enumerable.Repeat(40_61L, 11), 40_60L],
            agreed.Installments.OrderBy(i => i.No).Select(i => i.Amount.Cents));
        var consent = await city.ReadAsync(db => db.Set<Consent>().SingleAsync());
        Assert.Equal(
            (ConsentKind.Arrangement, AgreeToArrangement.ConsentVersion, "I agree.", "192.0.2.1", agreed.ConsentId),
            (consent.Kind, consent.Version, consent.Words, consent.Address, (Guid?)consent.Id));
        Assert.Equal(
            agreed.Items.Select(i => (Guid?)i.OpenItemId).Order(),
            (await city.ReadAsync(db => db.Set<AccountHold>().Where(h => h.Kind == HoldKind.Plan && h.EndsOn == null)
                .Select(h => h.OpenItemId).ToListAsync())).Order());
        var mail = await city.ReadAsync(db =>
            db.OutboxMails.SingleAsync(m => m.Kind == "arrangement_agreed" && m.ToAddress == "rosa@example.com"));
        Assert.Contains("$40.60", mail.Text, StringComparison.Ordinal);
        Assert.Contains("$487.31", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("Autopay does not take these payments on their days", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_at_once_agree_once_and_one_operation_is_one_agreement()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await city.AccountOwingAsync(120.00m);
        var operation = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            city.ArrangeAsync(account, months: 3, operation: i % 2 == 0 ? operation : Guid.CreateVersion7())));

        var agreed = await city.ArrangementAsync(account);
        var done = answers.OfType<Outcome<PaymentArrangement>.Done>().Select(d => d.Value.Id).ToList();
        Assert.Equal(agreed.Id == operation ? 4 : 1, done.Count);
        Assert.All(done, id => Assert.Equal(agreed.Id, id));
        Assert.Equal(
            1, await city.ReadAsync(db => db.AuditEntries.CountAsync(a => a.Act == nameof(AgreeToArrangement))));
        Assert.Equal(agreed.Items.Count, await city.ReadAsync(db => db.Set<AccountHold>().CountAsync()));
    }

    [Fact]
    public async Task A_disputed_charge_is_not_covered_and_who_arranged_cannot_enroll_in_budget_billing()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        await city.OfferAsync("""{"kind": "rolling"}""");
        var account = await city.AccountWithYearAsync(Enumerable.Repeat(100_00L, 12));
        await city.MonthAsync(account, 120_00);
        var disputed = await city.ReadAsync(db => db.OpenItems.AsNoTracking().OrderBy(i => i.Open)
            .FirstAsync(i => i.CustomerAccountId == account.Id && i.Open > Usd.Zero));
        City.Done(await city.AskAsync<PlaceHold, Outcome<AccountHold>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, disputed.Id, HoldKind.Dispute, "Wrong", city.Today, null,
                Technician),
            default)));

        City.Done(await city.ArrangeAsync(account, months: 3));

        var agreed = await city.ArrangementAsync(account);
        Assert.Equal(new Usd(120_00) - disputed.Open, agreed.Covered);
        Assert.Equal("Budget_OnArrangement", Refused<BudgetEnrollment>(await city.EnrollAsync(account)));
    }

    [Fact]
    public async Task Money_on_its_way_is_waited_for()
    {
        await using var city = await City.CreateAsync();
        await city.AllowAsync();
        var account = await city.AccountOwingAsync(120.00m);
        await using (var command = city.Database.App.CreateCommand($"""
            insert into payment_attempt (id, state, channel, amount_cents, language, created_at, expires_at, changed_at)
              values ('{Guid.Empty}', 'processing', 'guest', 500, 'en', now(), now(), now());
            insert into payment_attempt_share (attempt_id, customer_account_id, amount_cents, is_live, is_in_flight)
              values ('{Guid.Empty}', '{account.Id}', 500, false, true);
            """))
        {
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal("Arrange_OnItsWay", Refused(await city.ArrangeAsync(account, months: 3)));
    }
}
