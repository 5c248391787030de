using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Tests.Mail.Bounces;
using Portal.Core.Usage.Alerts;
using Portal.Testing;

namespace Portal.Core.Tests.Mail;

/// <summary>How fast mail goes to one domain, and mail that can be stopped from the mail itself.</summary>
public sealed class MailPaceTests(MailPaceTests.Paced mails) : IClassFixture<MailPaceTests.Paced>
{
    private City City => mails.Mails.City;

    [Fact]
    public async Task Workers_together_keep_to_a_domains_pace_and_others_do_not_wait_for_it()
    {
        for (var i = 0; i < 30; i++) { await mails.Mails.LetterAsync($"r{i}@slow.example", isSent: false); }

        for (var i = 0; i < 30; i++) { await mails.Mails.LetterAsync($"r{i}@quick.example", isSent: false); }

        await RoundsAsync();

        Assert.Equal((6, 30), (await SentAsync("slow.example"), await SentAsync("quick.example")));
        Assert.Equal(0, await City.ReadAsync(db => db.OutboxMails.SumAsync(
            m => m.ToAddress.EndsWith("@slow.example") && m.State == OutboxMailState.Waiting ? m.Attempts : 0)));
        var turns = await City.ReadAsync(db => db.OutboxMails.Where(m => m.ToAddress.EndsWith("@slow.example")
            && m.State == OutboxMailState.Waiting).Select(m => m.NextAt).ToListAsync());
        Assert.Equal(turns.Count, turns.Distinct().Count());
        City.Clock.Advance(TimeSpan.FromSeconds(3.5));
        await RoundsAsync();
        Assert.InRange(await SentAsync("slow.example"), 8, 9);
        for (var minute = 0; minute < 60; minute++)
        {
            City.Clock.Advance(TimeSpan.FromSeconds(3));
            await RoundsAsync();
        }

        Assert.Equal(30, await SentAsync("slow.example"));
    }

    [Fact]
    public async Task Only_what_nobody_must_get_can_be_stopped_from_the_mail()
    {
        var account = await City.AccountAsync("Ana", "ana@alerts.example");
        await City.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.UseAlerts, to => Alert(to.Name), $"alert:{account.Id}", null, default));
        await City.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.Service,
            to => new PaymentNotTakenLetter(to.Name, new(100), new(2026, 11, 16), new("https://pay.example/")),
            $"service:{account.Id}", null, default));
        await RoundsAsync();

        var sent = mails.Mails.Server.Mails.Where(m => m.Contains("ana@alerts.example", StringComparison.Ordinal))
            .ToLookup(m => m.Contains("List-Unsubscribe", StringComparison.OrdinalIgnoreCase));
        var alert = Assert.Single(sent[true]);
        Assert.Single(sent[false]);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", alert, StringComparison.OrdinalIgnoreCase);
        var token = Regex.Match(
            alert.Replace("\r\n ", "", StringComparison.Ordinal), "/mail/stop/([0-9a-f]{32})>").Groups[1].Value;

        Assert.IsType<Outcome<bool>.Refused>(await StopAsync(new string('0', 32)));
        var ofSender = await City.ReadAsync(db => db.OutboxMails.Where(m => m.StopToken == token)
            .Select(m => m.Token).SingleAsync());
        Assert.IsType<Outcome<bool>.Refused>(await StopAsync(ofSender));
        Assert.True(City.Done(await StopAsync(token)));
        Assert.False(City.Done(await StopAsync(token)));

        Assert.Equal(NoticeChannel.Off, (await City.ReadAsync(db =>
            db.NoticeChannelsAsync(account.Id, default)))[NoticeTopic.UseAlerts]);
    }

    [Fact]
    public async Task A_letter_that_must_be_told_has_no_link_that_stops_it()
    {
        var account = await City.AccountAsync("Ana", "must@alerts.example");
        await City.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.Service,
            to => new PaymentNotTakenLetter(to.Name, new(100), new(2026, 11, 16), new("https://pay.example/")),
            $"service:{account.Id}", null, default));
        var token = await City.ReadAsync(db => db.OutboxMails.Where(m => m.CustomerAccountId == account.Id)
            .Select(m => m.StopToken).SingleAsync());

        Assert.IsType<Outcome<bool>.Refused>(await StopAsync(token));
    }

    /// <summary>Every kind of letter there is: nothing else may become optional unseen.</summary>
    [Fact]
    public void Of_all_letters_only_alerts_of_use_are_optional()
    {
        var optional =
            from type in typeof(ILetter).Assembly.GetTypes()
            where typeof(ILetter).IsAssignableFrom(type) && type.IsClass && !type.IsAbstract
            let letter = (ILetter)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)
            where letter.Duty == LetterDuty.Optional
            select type.Name;

        Assert.Equal([nameof(UseAlertLetter)], optional);
    }

    [Theory]
    [InlineData("ck_mail_pace_domain", "update mail_pace set domain = upper(domain)")]
    [InlineData("ck_mail_pace_tokens", "update mail_pace set tokens = -1")]
    public async Task A_pace_is_sound(string rule, string sql)
    {
        await mails.Mails.LetterAsync("rule@rules.example");
        await using var owner = Npgsql.NpgsqlDataSource.Create(City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }

    private static UseAlertLetter Alert(string name) => new(
        name, "••4471", "12 Elm St", UseAlertKind.Leak, new(2026, 11, 1), new(2026, 11, 3), 5m, 1m, "ccf",
        new("https://pay.example/my/use"));

    private Task<Outcome<bool>> StopAsync(string token) =>
        City.AskAsync<StopFromMail, Outcome<bool>>(act => act.RunAsync(token, default));

    private async Task RoundsAsync()
    {
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(mails.Mails.SendAsync(), mails.Mails.SendAsync());
        }
    }

    private Task<int> SentAsync(string domain) => City.ReadAsync(db => db.OutboxMails.CountAsync(
        m => m.ToAddress.EndsWith($"@{domain}") && m.State == OutboxMailState.Sent));

    /// <summary>A city that hands one domain sixty mails a minute.</summary>
    public sealed class Paced : IAsyncLifetime
    {
        public BounceCity Mails { get; } = new();

        public Task InitializeAsync()
        {
            Mails.City.Settings["Mail:PerMinute:slow.example"] = "60";
            Mails.City.Settings["Mail:PerMinute:rules.example"] = "60";
            return Mails.InitializeAsync();
        }

        public Task DisposeAsync() => Mails.DisposeAsync();
    }
}
