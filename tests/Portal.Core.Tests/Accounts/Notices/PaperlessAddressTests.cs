using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Notices;

/// <summary>
/// Who gave up paper showed that they read one mailbox: another's gets no bill without the paper (15 USC 7001(c)).
/// </summary>
public sealed partial class PaperlessAddressTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task When_the_reader_who_agreed_is_gone_the_next_ones_bills_come_on_paper_too()
    {
        var account = await city.AccountAsync();
        var ana = await city.ResidentAsync("Ana", account);
        var luis = await city.ResidentAsync("Luis", account);
        await AgreeAsync(ana, account);
        Assert.Equal((ana.Email, 0), await BilledAsync(account));

        await city.ReadAsync(db => db.AccountLinks.Where(l => l.UserId == ana.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.EndedAt, city.Clock.GetUtcNow())));

        Assert.Equal((luis.Email, 1), await BilledAsync(account));
        Assert.Equal(NoticeChannel.Both, await ChannelAsync(account));
        await AgreeAsync(luis, account);
        Assert.Equal((luis.Email, 1), await BilledAsync(account));
        Assert.Equal(NoticeChannel.Email, await ChannelAsync(account));
        Assert.Equal(1, await city.ReadAsync(db => db.Consents.CountAsync(c => c.CustomerAccountId == account.Id
            && !db.ConsentEnds.Any(e => e.ConsentId == c.Id))));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task A_new_address_that_its_owner_confirmed_takes_the_agreement_along(bool confirmed, int papers)
    {
        var account = await city.AccountAsync();
        var ana = await city.ResidentAsync("Ana", account);
        await AgreeAsync(ana, account);

        await ChangedAsync(EmailChangeKind.SignIn, ana.Id, account, $"new.{ana.Email}", confirmed);

        Assert.Equal(($"new.{ana.Email}", papers), await BilledAsync(account));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task So_does_a_contact_address_that_was_confirmed(bool confirmed, int papers)
    {
        var account = await city.AccountAsync(email: "tested@example.com");
        var ana = await city.ResidentAsync("Ana", account);
        await AgreeAsync(ana, account);
        Assert.Equal(("tested@example.com", 0), await BilledAsync(account));

        await ChangedAsync(EmailChangeKind.Contact, ana.Id, account, "next@example.com", confirmed);

        Assert.Equal(("next@example.com", papers), await BilledAsync(account));
    }

    [Fact]
    public async Task Who_chose_e_mail_before_there_was_a_test_gets_it_alone_at_their_own_address_only()
    {
        var account = await city.AccountAsync(email: "long.ago@example.com");
        await city.ResidentAsync("Ana", account);
        Assert.Equal(("long.ago@example.com", 0), await BilledAsync(account));

        await city.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, (string?)null)));

        Assert.Equal(1, (await BilledAsync(account)).Papers);
    }

    /// <summary>Test mail, link, agreement.</summary>
    private async Task AgreeAsync(PortalUser user, CustomerAccount account)
    {
        City.Done(await city.AskAsync<AgreeToPaperless, Outcome<string>>(
            act => act.SendTestAsync(user.Id, account.Id, default)));
        var mail = await city.ReadAsync(db => db.OutboxMails.AsNoTracking()
            .Where(m => m.CustomerAccountId == account.Id && m.Kind == "paperless_test")
            .OrderByDescending(m => m.Id).FirstAsync());
        City.Done(await city.AskAsync<AgreeToPaperless, Outcome<bool>>(act => act.OpenTestAsync(
            user.Id, account.Id, Link().Match(mail.Text).Groups[1].Value, default)));
        Assert.True(City.Done(await city.AskAsync<AgreeToPaperless, Outcome<bool>>(
            act => act.RunAsync(user.Id, account.Id, "en", "yes", null, default))));
    }

    private Task<int> ChangedAsync(
        EmailChangeKind kind, Guid user, CustomerAccount account, string address, bool confirmed) =>
        city.ReadAsync(async db =>
        {
            var now = city.Clock.GetUtcNow();
            db.Add(new EmailChange
            {
                Id = Guid.CreateVersion7(), Kind = kind, UserId = user,
                CustomerId = kind == EmailChangeKind.Contact ? account.CustomerId : null, NewAddress = address,
                SecretHash = Secret.HashOf($"{account.Id}{address}"), AskedAt = now,
                ConfirmedAt = confirmed ? now : null,
            });
            await db.SaveChangesAsync();
            return kind == EmailChangeKind.Contact
                ? await db.Customers.Where(c => c.Id == account.CustomerId)
                    .ExecuteUpdateAsync(c => c.SetProperty(x => x.Email, address))
                : await db.Users.Where(u => u.Id == user).ExecuteUpdateAsync(u => u.SetProperty(x => x.Email, address));
        });

    /// <summary>One bill more: where its mail went, and how many bills of the account were ever printed.</summary>
    private async Task<(string? To, int Papers)> BilledAsync(CustomerAccount account)
    {
        var bill = await city.BillAsync(account, new Usd(10_00));
        return (
            await city.ReadAsync(db => db.OutboxMails.Where(m => m.DedupeKey.EndsWith($"{bill.Id}"))
                .Select(m => m.ToAddress).SingleOrDefaultAsync()),
            await city.ReadAsync(db => db.Set<BillPrint>().CountAsync(
                p => db.Bills.Any(b => b.Id == p.BillId && b.CustomerAccountId == account.Id))));
    }

    private async Task<NoticeChannel> ChannelAsync(CustomerAccount account) =>
        (await city.ReadAsync(db => db.NoticeChannelsAsync(account.Id, default)))[NoticeTopic.Bills];

    [GeneratedRegex("key=([A-Za-z0-9_-]+)")]
    private static partial Regex Link();
}
