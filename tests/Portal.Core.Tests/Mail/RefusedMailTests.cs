using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.People.Consents;
using Portal.Testing;
using Portal.Testing.Mail;

namespace Portal.Core.Tests.Mail;

/// <summary>What a refusal does to the other mail, and what is kept of a mail that no longer waits.</summary>
public sealed class RefusedMailTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly City _city = new();
    private readonly ScriptedMailServer _server = ScriptedMailServer.Start();

    public async Task InitializeAsync()
    {
        _city.Settings["Mail:Host"] = "127.0.0.1";
        _city.Settings["Mail:Port"] = $"{_server.Port}";
        await _city.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _city.DisposeAsync();
        await _server.DisposeAsync();
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    [Theory]
    [InlineData("550 5.1.1 No such person")]
    [InlineData("550 5.7.1 Not this person")]
    public async Task However_many_recipients_of_one_domain_are_refused_the_others_get_their_mail(string said)
    {
        _server.Answer = (verb, line) => Task.FromResult(
            verb == "RCPT" && line.Contains("@shut.example", StringComparison.Ordinal) ? said : null);
        await QueueAsync(8, domain: "shut.example");
        await QueueAsync(1);

        await RunAsync();

        Assert.Equal(8, (await MailsAsync()).Count(m => m.State == OutboxMailState.Refused));
        Assert.Single(await MailsAsync(), m => m.State == OutboxMailState.Sent);
        Assert.DoesNotContain(await TasksAsync(), t => t.Kind == "mail_paused");
    }

    [Fact]
    public async Task Recipients_refused_at_five_domains_pause_the_queue()
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "RCPT" ? "550 5.7.1 Blocked" : null);
        for (var i = 0; i < 6; i++) { await QueueAsync(1, domain: $"d{i}.example"); }

        await RunAsync();

        Assert.Equal(4, (await MailsAsync()).Count(m => m.State == OutboxMailState.Refused));
        Assert.Contains(await TasksAsync(), t => t.Kind == "mail_paused");
    }

    [Theory]
    [InlineData("rosa{0}ñ@shut.example")]
    [InlineData("rosañ@shut{0}.example")]
    public async Task However_many_addresses_are_not_ascii_the_others_get_their_mail(string address)
    {
        for (var i = 0; i < 8; i++)
        {
            await QueueAsync(1, address: string.Format(CultureInfo.InvariantCulture, address, i));
        }

        await QueueAsync(1);

        await RunAsync();

        Assert.Equal(8, (await MailsAsync()).Count(m => m.State == OutboxMailState.Refused));
        Assert.Single(await MailsAsync(), m => m.State == OutboxMailState.Sent);
        Assert.DoesNotContain(await TasksAsync(), t => t.Kind == "mail_paused");
    }

    [Theory]
    [InlineData(null, OutboxMailState.Sent)]
    [InlineData("550 5.1.1 No such person", OutboxMailState.Refused)]
    public async Task A_link_that_opens_a_sign_in_is_withheld_once_its_mail_no_longer_waits(
        string? said, OutboxMailState end)
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "RCPT" ? said : null);
        await QueueAsync(1, letter: new VerifyEmailLetter(new("https://pay.example/signin/confirm?key=secret")));
        Assert.Contains("key=secret", Assert.Single(await MailsAsync()).Text, StringComparison.Ordinal);

        await RunAsync();

        var mail = Assert.Single(await MailsAsync());
        Assert.Equal((end, "withheld", "withheld"), (mail.State, mail.Text, mail.Html));
    }

    [Theory]
    [InlineData(BillDelivery.Email)]
    [InlineData(BillDelivery.Both)]
    public async Task A_bill_whose_mail_is_refused_is_printed_and_paper_comes_from_then_on(BillDelivery chosen)
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "RCPT" ? "550 5.1.1 No such person" : null);
        var (account, bill) = await MailedBillAsync(chosen);

        await RunAsync();
        await RunAsync();

        var print = Assert.Single(await _city.ReadAsync(db => db.Set<BillPrint>().AsNoTracking().ToListAsync()));
        Assert.Equal((bill.Id, null, null), (print.BillId, print.PrintRunId, print.WithdrawnAt));
        Assert.Equal(BillDelivery.Paper, await DeliveryAsync(account));
        Assert.Null(await _city.ReadAsync(db => db.PaperlessConsentAsync(account.Id, default)));
        var end = Assert.Single(await _city.ReadAsync(db => db.ConsentEnds.ToListAsync()));
        Assert.Equal("system", end.EndedBy);
        var cameBack = await _city.ReadAsync(db => db.MailCameBackAsync(account.Id, default));
        Assert.Equal("ana@example.com", cameBack!.Address);
        Assert.Single(await TasksAsync(), t => t.Kind == "mail_stopped");
    }

    /// <summary>Our own server was away for nine days: that says nothing about a reader.</summary>
    [Theory]
    [InlineData(null, OutboxMailState.Sent, BillDelivery.Email)]
    [InlineData("451 4.3.0 Later", OutboxMailState.Expired, BillDelivery.Paper)]
    public async Task While_our_server_is_away_no_bill_turns_to_paper(
        string? afterwards, OutboxMailState end, BillDelivery delivery)
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "MAIL" ? "421 4.3.2 Shutting down" : null);
        var (account, _) = await MailedBillAsync(BillDelivery.Email);

        await DaysAsync(9);

        Assert.Equal(OutboxMailState.Waiting, Assert.Single(await MailsAsync()).State);
        Assert.Empty(await _city.ReadAsync(db => db.Set<BillPrint>().ToListAsync()));
        Assert.InRange((await TasksAsync()).Count(t => t.Kind == "mail_away"), 3, 5);
        _server.Answer = (verb, _) => Task.FromResult(verb == "RCPT" ? afterwards : null);
        await DaysAsync(1);
        Assert.NotEqual(OutboxMailState.Expired, Assert.Single(await MailsAsync()).State);
        await DaysAsync(2);
        Assert.Equal(end, Assert.Single(await MailsAsync()).State);
        Assert.Equal(delivery, await DeliveryAsync(account));
    }

    private async Task DaysAsync(int days)
    {
        for (var hour = 0; hour < days * 24; hour++)
        {
            await RunAsync();
            _city.Clock.Advance(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task A_bill_that_nobody_takes_in_time_is_printed_too()
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "RCPT" ? "451 4.3.0 Later" : null);
        var (account, _) = await MailedBillAsync(BillDelivery.Email);

        for (var i = 0; i < 100 && (await MailsAsync())[0].State == OutboxMailState.Waiting; i++)
        {
            await RunAsync();
            _city.Clock.Advance(TimeSpan.FromHours(12));
        }

        Assert.Equal(OutboxMailState.Expired, Assert.Single(await MailsAsync()).State);
        Assert.Single(await _city.ReadAsync(db => db.Set<BillPrint>().ToListAsync()));
        Assert.Equal(BillDelivery.Paper, await DeliveryAsync(account));
    }

    [Fact]
    public async Task Where_bills_go_to_another_address_by_now_only_this_one_is_printed()
    {
        _server.Answer = (verb, _) => Task.FromResult(verb == "RCPT" ? "550 5.1.1 No such person" : null);
        var (account, bill) = await MailedBillAsync(BillDelivery.Email);
        await _city.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, "new@example.com")));

        await RunAsync();

        Assert.Equal(
            bill.Id, Assert.Single(await _city.ReadAsync(db => db.Set<BillPrint>().ToListAsync())).BillId);
        Assert.Equal(BillDelivery.Email, await DeliveryAsync(account));
        Assert.NotNull(await _city.ReadAsync(db => db.PaperlessConsentAsync(account.Id, default)));
    }

    private async Task<(CustomerAccount Account, Bill Bill)> MailedBillAsync(BillDelivery chosen)
    {
        var account = await _city.AccountAsync("Ana", "ana@example.com");
        await _city.PartAsync<KeepConsent, Guid>(keep => keep.RunAsync(
            new(ConsentKind.Paperless, account.Id, null, "1", "en", "yes", null), default));
        await _city.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillDelivery, chosen)));
        return (account, await _city.BillAsync(account, new Usd(80_00)));
    }

    private Task<BillDelivery?> DeliveryAsync(CustomerAccount account) => _city.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.BillDelivery).SingleAsync());

    private async Task QueueAsync(
        int count, string domain = "example.com", ILetter? letter = null, string? address = null)
    {
        await using var scope = _city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var tx = await db.Database.BeginTransactionAsync();
        letter ??= new PaymentNotTakenLetter("Rosa", new Usd(8410), new(2026, 11, 16), new("https://pay.example/pay"));
        for (var i = 0; i < count; i++)
        {
            var to = new MailRecipient("Rosa", address ?? $"rosa{i}@{domain}", "en");
            await scope.ServiceProvider.GetRequiredService<QueueMail>().RunAsync(
                new(to, letter, $"test:{Guid.NewGuid()}"), default);
        }

        await tx.CommitAsync();
    }

    private Task<QueueRound> RunAsync() => _city.AskAsync<SendWaitingMail, QueueRound>(act => act.RunAsync(default));

    private Task<List<OutboxMail>> MailsAsync() =>
        _city.ReadAsync(db => db.OutboxMails.AsNoTracking().OrderBy(m => m.Id).ToListAsync());

    private Task<List<OfficeTask>> TasksAsync() => _city.ReadAsync(db => db.OfficeTasks.AsNoTracking().ToListAsync());
}
