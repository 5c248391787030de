using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Testing;

namespace Portal.Core.Tests.Mail;

/// <summary>Which letters are whose to read again.</summary>
public sealed class LettersToTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task Bills_mailed_to_an_earlier_sign_in_address_stay_theirs_and_what_came_after_is_another_persons()
    {
        var account = await city.AccountAsync();
        var (ana, luis) = (await city.ResidentAsync("Ana", account), await city.ResidentAsync("Luis", account));
        var old = ana.Email!;
        var before = await BillMailAsync(account, old);
        city.Clock.Advance(TimeSpan.FromHours(1));
        await ChangedAsync(ana, $"new.{old}");
        city.Clock.Advance(TimeSpan.FromHours(1));
        var after = await BillMailAsync(account, old);
        var now = await BillMailAsync(account, $"new.{old}");

        Assert.Equal([before, now], await LettersOfAsync(ana));
        Assert.DoesNotContain(after, await LettersOfAsync(ana));
        Assert.Empty(await LettersOfAsync(luis));
    }

    private Task<List<string>> LettersOfAsync(PortalUser user) => city.ReadAsync(db => db.MailsTo(user.Id)
        .OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Select(m => m.DedupeKey).ToListAsync());

    private async Task<string> BillMailAsync(CustomerAccount account, string address)
    {
        var key = $"bill_ready:{Guid.CreateVersion7()}";
        Assert.True(await city.PartAsync<QueueMail, bool>(queue => queue.RunAsync(
            new(
                new("Ana", address, "en"), new AccountLinkedLetter("Ana", account.MaskedNumber, city.Today), key)
            {
                CustomerAccountId = account.Id,
            },
            default)));
        return key;
    }

    private Task<int> ChangedAsync(PortalUser user, string address) => city.ReadAsync(async db =>
    {
        var now = city.Clock.GetUtcNow();
        db.Add(new EmailChange
        {
            Id = Guid.CreateVersion7(), Kind = EmailChangeKind.SignIn, UserId = user.Id, OldAddress = user.Email,
            NewAddress = address, SecretHash = Secret.HashOf(address), AskedAt = now, ConfirmedAt = now,
        });
        await db.SaveChangesAsync();
        return await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.Email, address));
    });
}
