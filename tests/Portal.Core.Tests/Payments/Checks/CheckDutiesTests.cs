using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Merging;
using Portal.Core.Common;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;
using static Portal.Core.Tests.Payments.Refunds.RefundTown;

namespace Portal.Core.Tests.Payments.Checks;

/// <summary>A check goes to whom those who approved could see, and a stop has two people.</summary>
public sealed class CheckDutiesTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Theory]
    [InlineData(ContactPart.MailingAddress)]
    [InlineData(ContactPart.Name)]
    public async Task After_a_change_of_name_or_address_a_check_takes_a_new_approval(ContactPart part)
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var refund = await town.ApprovedAsync(account, 30_00, byCheck: true);
        await ChangeAsync(account, part);

        Assert.Equal("Refund_PayeeChanged", Refused(await town.IssueAsync(refund)));

        City.Done(await town.CancelAsync(refund, town.Asker));
        var anew = City.Done(await town.RequestAsync(town.Form(account, 30_00, byCheck: true)));
        City.Done(await town.ApproveAsync(anew, town.Supervisor));
        City.Done(await town.ApproveAsync(anew, town.SecondSupervisor));
        City.Done(await town.IssueAsync(anew));
    }

    [Fact]
    public async Task After_another_change_or_one_before_the_approval_a_check_goes_out()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var refund = City.Done(await town.RequestAsync(town.Form(account, 30_00, byCheck: true)));
        await ChangeAsync(account, ContactPart.MailingAddress);
        City.Clock.Advance(TimeSpan.FromMinutes(1));
        City.Done(await town.ApproveAsync(refund, town.Supervisor));
        await ChangeAsync(account, ContactPart.Phone);

        City.Done(await town.IssueAsync(refund));
    }

    [Fact]
    public async Task After_the_account_went_over_to_another_customer_a_check_takes_a_new_approval()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var refund = await town.ApprovedAsync(account, 30_00, byCheck: true);
        var other = await City.AccountAsync();
        var merge = City.Done(await City.AskAsync<AskMerge, Outcome<CustomerMerge>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), other.CustomerId, account.CustomerId, "One person", town.Asker), default)));
        City.Clock.Advance(TimeSpan.FromMinutes(1));
        City.Done(await City.AskAsync<DecideMerge, Outcome<CustomerMerge>>(
            act => act.RunAsync(new(merge.Id, true, town.Supervisor), default)));

        Assert.Equal("Refund_PayeeChanged", Refused(await town.IssueAsync(refund)));
    }

    [Fact]
    public async Task To_a_new_address_none_is_reissued_without_a_new_approval()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var refund = await town.IssuedAsync(account, 30_00, byCheck: true);
        var check = await town.CheckOfAsync(refund.Id);
        City.Done(await City.AskAsync<VoidCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "Torn", town.Sender), default)));
        await ChangeAsync(account, ContactPart.MailingAddress);

        Assert.Equal("Check_PayeeChanged", Refused(await ReissueAsync(check, town.Sender)));

        Assert.Equal("ck_bank_check_payee_as_approved", await PokeAsync($"""
            insert into bank_check select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
              'number', 99999, 'state', 'issued'))).* from bank_check c where c.id = '{check.Id}'
            """));
    }

    [Fact]
    public async Task Who_confirms_a_stop_neither_asked_for_it_nor_replaces_the_check()
    {
        var refund = await town.IssuedAsync(await town.OverpaidInCashAsync(30_00), 30_00, byCheck: true);
        var check = await town.CheckOfAsync(refund.Id);
        while ((await town.CheckOfAsync(refund.Id)).State == CheckState.Issued)
        {
            var run = City.Done(await City.AskAsync<PrintChecks, Outcome<CheckRun>>(async act => await act.RunAsync(
                new(Guid.CreateVersion7(), (await act.MayPrintAsync(town.Sender, default))[0].Number, town.Sender),
                default)));
            City.Done(await City.AskAsync<MailChecks, Outcome<int>>(
                act => act.RunAsync(new(run.Id, town.Sender), default)));
        }

        City.Done(await City.AskAsync<StopCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "Lost", town.Sender), default)));

        Assert.Equal("Check_StopAsker", Refused(await ConfirmAsync(check, town.Sender)));
        Assert.Equal("ck_bank_check_stop_confirmer", await PokeAsync($"""
            update bank_check set state = 'stopped', changed_by = '{town.Sender.Name}' where id = '{check.Id}'
            """));
        City.Done(await ConfirmAsync(check, town.Reconciler));
        Assert.Equal("Check_StopConfirmer", Refused(await ReissueAsync(check, town.Reconciler)));
        Assert.Equal("ck_bank_check_stop_reissuer", await PokeAsync($"""
            update bank_check set state = 'reissued', changed_by = '{town.Reconciler.Name}' where id = '{check.Id}'
            """));
        City.Done(await ReissueAsync(check, town.Sender));
    }

    private Task<int> ChangeAsync(CustomerAccount account, ContactPart part)
    {
        City.Clock.Advance(TimeSpan.FromMinutes(1));
        return City.ReadAsync(db =>
        {
            var id = Guid.CreateVersion7();
            db.Add(new ContactChange
            {
                Id = id, CustomerId = account.CustomerId, Part = part, Before = "x", After = "y",
                ChangedAt = City.Clock.GetUtcNow(), ChangedBy = "resident:x",
            });
            return db.SaveChangesAsync();
        });
    }

    private Task<Outcome<BankCheck>> ConfirmAsync(BankCheck check, Actor by) =>
        City.AskAsync<AnswerStop, Outcome<BankCheck>>(act => act.RunAsync(new(check.Id, true, "SP-1", by), default));

    private Task<Outcome<BankCheck>> ReissueAsync(BankCheck check, Actor by) =>
        City.AskAsync<ReissueCheck, Outcome<BankCheck>>(act => act.RunAsync(new(check.Id, "Lost", by), default));

    [Fact]
    public async Task A_change_in_the_moment_in_which_the_check_is_written_is_refused_with_a_sentence()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var refund = await town.ApprovedAsync(account, 30_00, byCheck: true);
        City.Clock.Advance(TimeSpan.FromMinutes(1));
        await using var other = await City.Database.App.OpenConnectionAsync();
        await using var tx = await other.BeginTransactionAsync();
        await RunAsync(other, "select code from check_account for update");

        // Who waits is asked outside the transaction, which would see its first answer again and again.
        await using var watch = await City.Database.App.OpenConnectionAsync();
        var issuing = Task.Run(() => town.IssueAsync(refund));
        while (!issuing.IsCompleted && await RunAsync(watch, """
            select exists (select from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock' and query like '%check_account%')
            """) is not true)
        {
            await Task.Yield();
        }

        await RunAsync(other, $"""
            insert into contact_change (id, customer_id, part, before, after, changed_at, changed_by)
            values (gen_random_uuid(), '{account.CustomerId}', 'name', 'x', 'y',
              '{City.Clock.GetUtcNow():yyyy-MM-dd HH:mm:ss}+00', 'resident:x')
            """);
        await tx.CommitAsync();

        Assert.Equal("Refund_PayeeChanged", Refused(await issuing));
        await City.AssertBooksAsync();
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private async Task<string?> PokeAsync(string sql)
    {
        await using var command = City.Database.App.CreateCommand(sql);
        return (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }
}
