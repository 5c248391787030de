using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Core.Tests.Mail;

/// <summary>Letters enter the outbox with the act that causes them, once.</summary>
public sealed class QueueMailTests : IClassFixture<City>
{
    private readonly City _city;

    public QueueMailTests(City city) => _city = city;

    [Fact]
    public async Task A_letter_is_queued_when_its_act_is_committed_and_not_when_it_is_undone()
    {
        Assert.True(await QueueAsync("kept", commit: true));
        Assert.True(await QueueAsync("undone", commit: false));

        Assert.NotNull(await FindAsync("kept"));
        Assert.Null(await FindAsync("undone"));
    }

    [Fact]
    public async Task Eight_at_once_queue_one_letter()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => QueueAsync("once", commit: true)));

        Assert.Single(answers, isNew => isNew);
        Assert.Equal(1, await _city.ReadAsync(db => db.OutboxMails.CountAsync(m => m.DedupeKey == "once")));
    }

    [Fact]
    public async Task Outside_an_act_nothing_can_be_queued() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => _city.AskAsync<QueueMail, bool>(
            queue => queue.RunAsync(Request("alone", "Rosa"), default)));

    [Fact]
    public async Task The_row_holds_the_letter_in_the_readers_language_with_one_line_headers()
    {
        await QueueAsync("evil", commit: true, "Rosa\r\nBcc: all@example.com");

        var mail = await FindAsync("evil");

        Assert.NotNull(mail);
        Assert.Equal("Rosa Bcc: all@example.com", mail.ToName);
        Assert.Equal("Su banco no pagó $84.10", mail.Subject);
        Assert.Contains("(555) 010-4200", mail.Text, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"es\">", mail.Html, StringComparison.Ordinal);
        Assert.Equal((OutboxMailState.Waiting, 0, _city.Clock.GetUtcNow()), (mail.State, mail.Attempts, mail.NextAt));
    }

    [Theory]
    [InlineData("to_name", "a\nBcc: b", "ck_outbox_mail_to_name_one_line")]
    [InlineData("to_address", "a b@example.com", "ck_outbox_mail_to_address_one_line")]
    [InlineData("subject", "a\rBcc: b", "ck_outbox_mail_subject_one_line")]
    [InlineData("language", "fr", "ck_outbox_mail_language")]
    [InlineData("state", "refused", "ck_outbox_mail_waiting_has_next")]
    [InlineData("state", "sent", "ck_outbox_mail_sent_has_when")]
    public async Task The_table_refuses_what_the_act_would(string column, string value, string constraint)
    {
        await QueueAsync($"poke {column} {value}", commit: true);
        await using var command = _city.Database.App.CreateCommand(
            $"update outbox_mail set {column} = $1 where dedupe_key = $2");
        command.Parameters.Add(new() { Value = value });
        command.Parameters.Add(new() { Value = $"poke {column} {value}" });

        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(constraint, fault.ConstraintName);
    }

    private static QueueMail.Request Request(string key, string name) => new(
        new MailRecipient(name, "rosa.delgado@example.com", "es"),
        new PaymentNotTakenLetter(name, new Usd(8410), new(2026, 11, 16), new("https://pay.example/pay")),
        key);

    private Task<OutboxMail?> FindAsync(string key) => _city.ReadAsync(
        db => db.OutboxMails.AsNoTracking().SingleOrDefaultAsync(m => m.DedupeKey == key));

    private async Task<bool> QueueAsync(string key, bool commit, string name = "Rosa")
    {
        await using var scope = _city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var queue = scope.ServiceProvider.GetRequiredService<QueueMail>();
        await using var tx = await db.Database.BeginTransactionAsync();
        var isNew = await queue.RunAsync(Request(key, name), default);
        if (commit)
        {
            await tx.CommitAsync();
        }

        return isNew;
    }
}
