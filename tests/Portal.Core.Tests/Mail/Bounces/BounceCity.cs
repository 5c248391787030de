using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Mail;
using Portal.Core.Mail.Bounces;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Testing;
using Portal.Testing.Mail;

namespace Portal.Core.Tests.Mail.Bounces;

/// <summary>A city whose mails have envelope senders of their own, and a mail server that obeys.</summary>
public sealed class BounceCity : IAsyncLifetime, IAsyncDisposable
{
    public const string Hard = "5.1.1";

    public City City { get; } = new();

    public ScriptedMailServer Server { get; } = ScriptedMailServer.Start();

    public string Folder { get; } = Directory.CreateTempSubdirectory("bounces").FullName;

    public async Task InitializeAsync()
    {
        City.Settings["Mail:Host"] = "127.0.0.1";
        City.Settings["Mail:Port"] = $"{Server.Port}";
        City.Settings["Bounces:Address"] = "bounce@alderfalls.example";
        City.Settings["Bounces:Folder"] = Folder;
        await City.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await City.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    /// <summary>A bill that was mailed.</summary>
    public async Task<(CustomerAccount Account, Bill Bill, OutboxMail Mail)> BillAsync(
        string address, bool isSent = true)
    {
        var account = await City.AccountAsync("Ana", address);
        await City.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillDelivery, BillDelivery.Email)));
        var bill = await City.BillAsync(account, new Usd(80_00));
        if (isSent) { await SendAsync(); }

        return (account, bill, await City.ReadAsync(db => db.OutboxMails.AsNoTracking()
            .SingleAsync(m => m.CustomerAccountId == account.Id && m.Kind == "bill_ready")));
    }

    /// <summary>A letter that nothing rests on.</summary>
    public async Task<OutboxMail> LetterAsync(string address, bool isSent = true, ILetter? letter = null)
    {
        var key = $"test:{Guid.NewGuid()}";
        await using (var scope = City.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
            await using var tx = await db.Database.BeginTransactionAsync();
            await scope.ServiceProvider.GetRequiredService<QueueMail>().RunAsync(
                new(
                    new MailRecipient("Rosa", address, "en"),
                    letter ?? new PaymentNotTakenLetter(
                        "Rosa", new Usd(8410), new(2026, 11, 16), new("https://pay.example/")),
                    key),
                default);
            await tx.CommitAsync();
        }

        if (isSent) { await SendAsync(); }

        return await City.ReadAsync(db => db.OutboxMails.AsNoTracking().SingleAsync(m => m.DedupeKey == key));
    }

    public Task<QueueRound> SendAsync() => City.AskAsync<SendWaitingMail, QueueRound>(act => act.RunAsync(default));

    public Task<MailBounce?> TakeAsync(byte[] report, string? addressedTo = null) =>
        City.AskAsync<TakeBounce, MailBounce?>(act => act.RunAsync(report, BounceSource.Pipe, addressedTo, default));

    /// <summary>A report as RFC 3464 has it.</summary>
    /// <param name="to">Where it comes to; the mail's own envelope sender when not said.</param>
    /// <param name="returns">Whether it returns the mail's headers.</param>
    public static byte[] Report(
        OutboxMail mail, string status, string? to = null, string action = "failed", string? id = null,
        bool returns = true, string said = "") => Encoding.UTF8.GetBytes(
        $"""
        Return-Path: <>
        From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
        To: {to ?? $"bounce+{mail.Token}@alderfalls.example"}
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <{id ?? $"{Guid.NewGuid():N}@mx.example.com"}>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        I am sorry.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com

        Final-Recipient: rfc822; {mail.ToAddress}
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; {status[0]}50 {status} {said}

        --b
        Content-Type: text/rfc822-headers

        {(returns ? $"Message-ID: <{mail.Id:N}@alderfalls.example>" : "Subject: Bill")}
        To: {mail.ToAddress}

        --b--

        """);

    /// <summary>A complaint as RFC 5965 has it.</summary>
    public static byte[] Complaint(OutboxMail mail, string type = "abuse") => Encoding.UTF8.GetBytes(
        $"""
        From: fbl@mail.example
        To: bounce+{mail.Token}@alderfalls.example
        Subject: complaint
        Message-ID: <{Guid.NewGuid():N}@mail.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=feedback-report; boundary="b"

        --b
        Content-Type: message/feedback-report

        Feedback-Type: {type}
        Original-Rcpt-To: {mail.ToAddress}

        --b--

        """);

    public Task<MailStop?> StopAsync(string address) => City.ReadAsync(db => db.MailStopOfAsync(address, default));

    public Task<List<MailBounce>> BouncesAsync(Guid mailId) => City.ReadAsync(db =>
        db.Set<MailBounce>().AsNoTracking().Where(b => b.MailId == mailId).ToListAsync());

    public Task<List<OfficeTask>> TasksAsync(Guid? account) => City.ReadAsync(db =>
        db.OfficeTasks.AsNoTracking().Where(t => t.CustomerAccountId == account).ToListAsync());

    public Task<List<BillPrint>> PrintsAsync(Guid bill) => City.ReadAsync(db =>
        db.Set<BillPrint>().AsNoTracking().Where(p => p.BillId == bill).ToListAsync());
}
