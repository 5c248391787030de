using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Payments.Refunds.RefundTown;

namespace Portal.Core.Tests.Payments.Refunds;

/// <summary>Who may not, what is not there, and when it is too soon; the database says the same by name.</summary>
public sealed class RefundRefusalTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Fact]
    public async Task What_cannot_be_asked_for_is_refused()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var form = town.Form(account, 30_00);

        Assert.Equal("Refund_NoteMissing", Refused(await town.RequestAsync(form with { Note = " " })));
        Assert.Equal("Refund_Changed", Refused(await town.RequestAsync(form with { RefundableSeen = new(29_99) })));
        Assert.Equal("Refund_AmountOutOfRange", Refused(await town.RequestAsync(form with { Amount = new(30_01) })));
        Assert.Equal("Refund_AmountOutOfRange", Refused(await town.RequestAsync(form with { Amount = Usd.Zero })));
        Assert.Equal("Refund_Small", Refused(await town.RequestAsync(form with { Amount = new(4_99) })));
        Assert.Equal("Account_NotFound", Refused(
            await town.RequestAsync(form with { CustomerAccountId = Guid.NewGuid() })));
        Assert.Equal("Refund_Nothing", Refused(
            await town.RequestAsync(town.Form(await City.AccountOwingAsync(10.00m), 1_00))));
        Assert.Equal("Refund_NotFound", Refused(await City.AskAsync<ApproveRefund, Outcome<Refund>>(
            act => act.RunAsync(new(Guid.NewGuid(), Usd.Zero, null, town.Supervisor), default))));
    }

    [Fact]
    public async Task Who_asks_does_not_approve_and_neither_sends_it_out()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var refund = City.Done(await town.RequestAsync(town.Form(account, 30_00)));

        Assert.Equal("Refund_OwnRequest", Refused(await town.ApproveAsync(refund, town.Asker)));
        Assert.Equal("ck_refund_approval_second_person", await PokeAsync(Approval(refund, town.Asker)));
        Assert.Equal("Refund_Changed", Refused(await town.ApproveAsync(refund, town.Reviewer, new Usd(1))));
        Assert.Equal("ck_refund_is_approved", await PokeAsync(State(refund, "approved", entry: true)));
        City.Done(await town.ApproveAsync(refund, town.Reviewer));
        Assert.Equal("Refund_ThirdPerson", Refused(await town.IssueAsync(refund, town.Asker)));
        Assert.Equal("Refund_ThirdPerson", Refused(await town.IssueAsync(refund, town.Reviewer)));
        Assert.Equal("Refund_Changed", Refused(await town.IssueAsync(refund, town.Sender, new Usd(1))));
        Assert.Equal("ck_refund_third_person", await PokeAsync(Issued(refund, town.Asker)));
        Assert.Equal("ck_refund_third_person", await PokeAsync(Issued(refund, town.Reviewer)));
    }

    [Fact]
    public async Task Larger_ones_take_a_supervisor_and_the_largest_more_than_one()
    {
        var account = await town.OverpaidInCashAsync(1_500_00);
        var middle = City.Done(await town.RequestAsync(town.Form(account, 100_01, 1_500_00)));
        Assert.Equal("Refund_AboveRole", Refused(await town.ApproveAsync(middle, town.Reviewer)));
        Assert.Equal("ck_refund_approval_band", await PokeAsync(Approval(middle, town.Reviewer)));
        Assert.Equal(RefundState.Approved, City.Done(await town.ApproveAsync(middle, town.Supervisor)).State);
        var large = City.Done(await town.RequestAsync(town.Form(account, 1_000_01, 1_399_99)));

        Assert.Equal(2, large.ApprovalsNeeded);
        Assert.Equal(RefundState.Requested, City.Done(await town.ApproveAsync(large, town.Supervisor)).State);
        Assert.Equal(RefundState.Requested, City.Done(await town.ApproveAsync(large, town.Supervisor)).State);
        Assert.Equal(RefundState.Approved, City.Done(await town.ApproveAsync(large, town.SecondSupervisor)).State);
    }

    [Fact]
    public async Task An_account_of_their_own_nobody_refunds()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var owner = await town.StaffAsync(StaffRole.Supervisor, account);
        Assert.Equal("Refund_OwnAccount", Refused(
            await town.RequestAsync(town.Form(account, 30_00) with { By = owner })));
        var refund = City.Done(await town.RequestAsync(town.Form(account, 30_00)));

        Assert.Equal("Refund_OwnAccount", Refused(await town.ApproveAsync(refund, owner)));
        Assert.Equal("Refund_OwnAccount", Refused(await town.DeclineAsync(refund, owner)));
        Assert.Equal("ck_refund_approval_own_account", await PokeAsync(Approval(refund, owner)));
        City.Done(await town.ApproveAsync(refund, town.Supervisor));
        Assert.Equal("Refund_OwnAccount", Refused(await town.IssueAsync(refund, owner)));
        Assert.Equal("ck_refund_own_account", await PokeAsync(Issued(refund, owner)));
        Assert.Equal("Refund_OwnAccount", Refused(await town.CancelAsync(refund, owner)));
    }

    [Fact]
    public async Task A_change_of_address_shortly_before_takes_one_more_person()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        await City.ReadAsync(db =>
        {
            db.Add(new ContactChange
            {
                Id = Guid.CreateVersion7(), CustomerId = account.CustomerId, Part = ContactPart.MailingAddress,
                Before = "x", After = "y", ChangedAt = City.Clock.GetUtcNow().AddDays(-29), ChangedBy = "staff:x",
            });
            return db.SaveChangesAsync();
        });

        var refund = City.Done(await town.RequestAsync(town.Form(account, 30_00)));

        Assert.Equal((true, 2), (refund.NeedsReview, refund.ApprovalsNeeded));
    }

    [Fact]
    public async Task What_is_owed_elsewhere_is_kept_back_and_what_was_asked_for_is_not_asked_twice()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var other = new CustomerAccount
        {
            Id = Guid.CreateVersion7(), Number = "7000000001", CustomerId = account.CustomerId,
            PremiseId = account.PremiseId, Pin = "123456", OpenedOn = City.Today.AddYears(-1),
        };
        await City.ReadAsync(db =>
        {
            db.Add(other);
            return db.SaveChangesAsync();
        });
        await City.BillAsync(other, new Usd(8_00));
        Assert.Equal("Refund_Changed", Refused(await town.RequestAsync(town.Form(account, 30_00))));
        await town.PayInCashAsync(other, 8_00);
        City.Done(await town.RequestAsync(town.Form(account, 20_00, 30_00)));

        Assert.Equal("Refund_Changed", Refused(await town.RequestAsync(town.Form(account, 20_00, 30_00))));
        City.Done(await town.RequestAsync(town.Form(account, 10_00, 10_00)));
        Assert.Equal("Refund_Nothing", Refused(await town.RequestAsync(town.Form(account, 1_00, 0))));
        Assert.Equal("ck_refund_within_credit", await PokeAsync($"""
            insert into refund select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(),
              'reference', 'F-POKE', 'amount_cents', 1))).* from refund r
            where r.customer_account_id = '{account.Id}' limit 1
            """));
    }

    [Fact]
    public async Task A_credit_that_a_bill_took_meanwhile_is_not_paid_out()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var refund = City.Done(await town.RequestAsync(town.Form(account, 30_00)));
        await City.BillAsync(account, new Usd(12_00));

        Assert.Equal("Refund_CreditGone", Refused(await town.ApproveAsync(refund, town.Supervisor)));
        City.Done(await town.DeclineAsync(refund, town.Supervisor));
        City.Done(await town.RequestAsync(town.Form(account, 18_00)));
    }

    [Fact]
    public async Task A_check_clears_before_its_money_goes_back()
    {
        var account = await City.AccountAsync();
        await City.PayAsync(account, new Usd(30_00));
        var refund = await town.ApprovedAsync(account, 30_00);

        Assert.Equal("Refund_NotCleared", Refused(await town.IssueAsync(refund)));
        Assert.Equal("ck_refund_has_cleared", await PokeAsync(Issued(refund, town.Sender)));
        Assert.Equal(BankingDays.Add(City.Today, 10), refund.EarliestOn);
    }

    private static string Approval(Refund refund, Actor by) => $"""
        insert into refund_approval (refund_id, decision, note, decided_by, decided_at)
        values ('{refund.Id}', 'approved', '', '{by.Name}', now())
        """;

    private static string State(Refund refund, string state, bool entry = false) =>
        $"update refund set state = '{state}'"
        + (entry ? ", journal_entry_id = (select id from journal_entry limit 1)" : "") + $" where id = '{refund.Id}'";

    private string Issued(Refund refund, Actor by) => $"""
        update refund set state = 'issued', issued_by = '{by.Name}', issued_on = '{City.Today:yyyy-MM-dd}'
        where id = '{refund.Id}'
        """;

    private async Task<string?> PokeAsync(string sql)
    {
        await using var command = City.Database.App.CreateCommand(sql);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }
}
