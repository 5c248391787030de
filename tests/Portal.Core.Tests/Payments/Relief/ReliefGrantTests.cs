using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Relief;
using Portal.Core.Requests;
using Portal.Core.Requests.Refunds;
using Portal.Core.Tests.Requests;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Relief;

/// <summary>Help from the relief fund: asked, proposed by one, approved by another, never more than there is.</summary>
public sealed class ReliefGrantTests : IAsyncLifetime
{
    private readonly PayingCity _paying = new();

    private City City => _paying.City;

    public Task InitializeAsync() => _paying.InitializeAsync();

    public Task DisposeAsync() => _paying.DisposeAsync();

    [Fact]
    public async Task Asked_proposed_and_approved_it_pays_what_is_open_and_the_customer_is_told()
    {
        await GiveAsync(50_00);
        var account = await City.AccountAsync(email: "rosa@example.com");
        await City.BillAsync(account, new Usd(80_00));
        var rosa = await City.ResidentAsync("Rosa", account);
        var form = Guid.CreateVersion7();
        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(rosa.Id, account, form)));
        Assert.All(asked, a => Assert.Equal(form, City.Done(a).Id));
        Assert.Equal("Relief_Asked", (await AskAsync(rosa.Id, account)).Key());

        var proposal = await ProposalAsync(account, 50_00);
        var waiting = City.Done(await GrantAsync(proposal)).Waiting!;
        Assert.Equal(new Usd(80_00), await City.BalanceAsync(account));
        Assert.Equal(
            "Approval_OwnRequest", Refused(await City.DecideAsync(waiting.Id, Decision.Approved, Technician)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            async _ => City.Done(await City.DecideAsync(waiting.Id, Decision.Approved))));
        City.Done(await GrantAsync(proposal));

        Assert.Equal(new Usd(30_00), await City.BalanceAsync(account));
        var grant = await City.ReadAsync(db => db.Set<ReliefGrant>().SingleAsync());
        Assert.Equal(
            (form, Technician.Name, Supervisor.Name, new Usd(50_00)),
            (grant.RequestId, grant.ProposedBy, grant.ApprovedBy, grant.Amount));
        var payment = await City.ReadAsync(db => db.Payments.SingleAsync(p => p.Id == grant.PaymentId));
        Assert.Equal((Tender.Assistance, Usd.Zero), (payment.Tender, payment.Unapplied));
        Assert.Equal(Usd.Zero, await City.ReadAsync(db => db.FreeOfReliefAsync(default)));
        var report = await City.ReadAsync(db => ReliefReport.OfAsync(db, City.Today, default));
        Assert.Equal(
            (new Usd(50_00), Usd.Zero, 1), (report.Months[0].Granted, report.Free, report.Grants.Count));
        var mail = await City.ReadAsync(db => db.OutboxMails.SingleAsync(m => m.Kind == "assistance_granted"));
        Assert.Contains("$50.00 was paid on your account", mail.Subject, StringComparison.Ordinal);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Approved_at_once_for_many_the_fund_never_pays_more_than_it_has()
    {
        await GiveAsync(50_00);
        var waiting = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            var account = await City.AccountOwingAsync(80.00m);
            waiting.Add(City.Done(await GrantAsync(await ProposalAsync(account, 20_00))).Waiting!.Id);
        }

        var decided = await Task.WhenAll(waiting.Select(id => City.DecideAsync(id, Decision.Approved)));

        Assert.Equal(2, decided.Count(d => d is Outcome<ApprovalDecision>.Done));
        Assert.All(
            decided.OfType<Outcome<ApprovalDecision>.Refused>(),
            d => Assert.Equal("Relief_FundTooSmall", d.Refusal.Key));
        Assert.Equal(new Usd(10_00), await City.ReadAsync(db => db.FreeOfReliefAsync(default)));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Declined_it_posts_nothing_and_taken_back_the_fund_has_it_again()
    {
        await GiveAsync(50_00);
        var account = await City.AccountOwingAsync(80.00m);
        var declined = City.Done(await GrantAsync(await ProposalAsync(account, 20_00))).Waiting!;
        City.Done(await City.DecideAsync(declined.Id, Decision.Declined, note: "Asked elsewhere"));
        Assert.Equal(new Usd(80_00), await City.BalanceAsync(account));
        var approved = City.Done(await GrantAsync(await ProposalAsync(account, 20_00))).Waiting!;
        City.Done(await City.DecideAsync(approved.Id, Decision.Approved));

        Assert.Equal("Adjust_NoteMissing", Refused(await BackAsync(account, approved.Id, " ")));
        Assert.Equal("Relief_GrantNotFound", Refused(await BackAsync(account, Guid.NewGuid(), "Wrong")));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            async _ => City.Done(await BackAsync(account, approved.Id, "Wrong account"))));

        Assert.Equal(new Usd(80_00), await City.BalanceAsync(account));
        Assert.Equal(new Usd(50_00), await City.ReadAsync(db => db.FreeOfReliefAsync(default)));
        await City.AssertBooksAsync();
    }

    [Theory]
    [InlineData(0, "Pay_AmountOutOfRange")]
    [InlineData(50_01, "Relief_FundTooSmall")]
    [InlineData(80_01, "Relief_MoreThanOpen")]
    public async Task What_cannot_be_granted_is_refused(long cents, string refusal)
    {
        await GiveAsync(50_00);
        var account = await City.AccountOwingAsync(80.00m);

        Assert.Equal(refusal, Refused(await GrantAsync(await ProposalAsync(account, cents))));
        Assert.Equal("Adjust_NoteMissing", Refused(
            await GrantAsync(await ProposalAsync(account, 1) with { Note = " " })));
        Assert.Equal("Adjust_BalanceChanged", Refused(
            await GrantAsync(await ProposalAsync(account, 1) with { BalanceSeen = new(1) })));
    }

    [Theory]
    [InlineData("ck_relief_grant_second_person", "approved_by", "$proposer")]
    [InlineData("ck_relief_grant_amount", "amount_cents", "0")]
    [InlineData("ck_relief_grant_note", "note", " ")]
    [InlineData("ck_relief_grant_within_fund", "amount_cents", "5001")]
    [InlineData("ck_relief_grant_of_payment", "amount_cents", "5")]
    [InlineData("ux_relief_grant_payment", "payment_id", "$granted")]
    public async Task The_table_says_the_same(string rule, string column, string wrong)
    {
        await GiveAsync(50_00);
        var account = await City.AccountOwingAsync(80.00m);
        var waiting = City.Done(await GrantAsync(await ProposalAsync(account, 20_00))).Waiting!;
        City.Done(await City.DecideAsync(waiting.Id, Decision.Approved));
        var grant = await City.ReadAsync(db => db.Set<ReliefGrant>().AsNoTracking().SingleAsync());
        var counter = await City.PayAsync(account, new Usd(5_00));
        var value = wrong.Replace("$proposer", grant.ProposedBy, StringComparison.Ordinal)
            .Replace("$granted", $"{grant.PaymentId}", StringComparison.Ordinal);
        await using var app = NpgsqlDataSource.Create(City.Database.AppConnectionString);
        await using var command = app.CreateCommand($"""
            insert into relief_grant select (jsonb_populate_record(g, jsonb_build_object(
              'id', gen_random_uuid(), 'payment_id', '{counter.Id}') || jsonb_build_object('{column}', '{value}'))).*
            from relief_grant g
            """);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    [Fact]
    public async Task What_the_fund_paid_is_never_left_to_refund()
    {
        await GiveAsync(50_00);
        var account = await City.AccountAsync();
        var bill = await City.BillAsync(account, new Usd(80_00));
        var waiting = City.Done(await GrantAsync(await ProposalAsync(account, 20_00))).Waiting!;
        City.Done(await City.DecideAsync(waiting.Id, Decision.Approved));
        await City.PayAsync(account, new Usd(60_00));
        await City.CancelAsync(account, bill);

        var left = await City.AskAsync<BusinessClock, string>(clock => City.ReadAsync(async db =>
            await RefundableCredit.LeftAsync(
                db, await db.CustomerAccounts.SingleAsync(a => a.Id == account.Id), clock, default)));

        Assert.Equal(new Usd(-80_00), await City.BalanceAsync(account));
        Assert.Equal(
            $"$60.00 left on {account.MaskedNumber} to refund, and $20.00 that is the relief fund's and is not "
                + "refunded,",
            left);
    }

    [Fact]
    public async Task Not_even_the_owner_changes_a_grant_and_an_account_asks_once()
    {
        await GiveAsync(50_00);
        var account = await City.AccountOwingAsync(80.00m);
        var rosa = await City.ResidentAsync("Rosa", account);
        City.Done(await AskAsync(rosa.Id, account));
        var waiting = City.Done(await GrantAsync(await ProposalAsync(account, 20_00))).Waiting!;
        City.Done(await City.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal("tr_relief_grant_append_only", await PokeAsync("delete from relief_grant"));
        Assert.Equal("ux_customer_request_one_assistance", await PokeAsync("""
            insert into customer_request select (jsonb_populate_record(r, jsonb_build_object(
              'id', gen_random_uuid(), 'number', r.number + 1000))).*
            from customer_request r where r.kind = 'assistance'
            """));
    }

    private async Task<string?> PokeAsync(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }

    /// <summary>The city has a fund, and somebody gives to it with a payment.</summary>
    private async Task GiveAsync(long cents)
    {
        var rule = City.Done(await City.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.ReliefFund, City.Today, """{"en": "Relief", "es": "Ayuda"}""",
                Technician), default)));
        City.Done(await City.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
            act => act.RunAsync(new(rule.Id, Supervisor), default)));
        var giver = await City.AccountOwingAsync(80.00m);
        var started = City.Done(await _paying.StartAsync(
            PayingCity.Form(giver, new(80_00)) with { Gift = new(cents) }));
        _paying.Sandbox.Stripe.PayByCard(_paying.SessionOf(started.AttemptId));
        await _paying.FollowAsync(started.AttemptId);
    }

    private async Task<GrantAssistance.Request> ProposalAsync(CustomerAccount account, long cents) => new(
        Guid.CreateVersion7(), account.Id, new(cents), "Lost work", await City.BalanceAsync(account), Technician);

    private Task<Outcome<Posted>> GrantAsync(GrantAssistance.Request request) =>
        City.AskAsync<GrantAssistance, Outcome<Posted>>(act => act.RunAsync(request, default));

    private Task<Outcome<ReliefGrant>> BackAsync(CustomerAccount account, Guid grant, string reason) =>
        City.AskAsync<TakeBackGrant, Outcome<ReliefGrant>>(
            act => act.RunAsync(new(account.Id, grant, reason, Technician), default));

    private Task<Outcome<CustomerRequest>> AskAsync(Guid user, CustomerAccount account, Guid? operation = null) =>
        City.AskAsync<AskAssistance, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(operation ?? Guid.CreateVersion7(), user, account.Id, "I lost my work."), default));
}
