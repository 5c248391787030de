using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Mail.Letters;
using Portal.Testing;

namespace Portal.Core.Tests.Accounts.Contacts;

/// <summary>A letter about an account reaches its customer one way or the other, once.</summary>
public sealed class TellCustomerTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task The_contact_on_file_is_mailed_once_however_often_it_is_told()
    {
        var account = await city.AccountAsync(email: "on.file@example.com");

        Assert.True(await TellAsync(account, "news:1"));
        Assert.True(await TellAsync(account, "news:1"));

        var mail = Assert.Single(await MailsAsync(account));
        Assert.Equal(("on.file@example.com", "Rosa Delgado"), (mail.ToAddress, mail.ToName));
        Assert.Contains(account.MaskedNumber, mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cannot_be_mailed_is_written_to_by_the_office_with_the_whole_letter()
    {
        var account = await city.AccountAsync();

        Assert.False(await TellAsync(account, "news:2"));
        Assert.False(await TellAsync(account, "news:2"));

        Assert.Empty(await MailsAsync(account));
        var task = Assert.Single(await city.ReadAsync(db =>
            db.OfficeTasks.Where(t => t.CustomerAccountId == account.Id).ToListAsync()));
        Assert.Equal("letter_by_post", task.Kind);
        Assert.Contains("Rosa Delgado", task.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_resident_who_did_it_is_told_too_where_theirs_is_another_address()
    {
        var account = await city.AccountAsync(email: "owner@example.com");
        var resident = await city.ResidentAsync("Ana Ruiz", account);

        await TellAsync(account, "news:3", resident.Id);

        Assert.Equal(
            [(resident.Email!, "Ana Ruiz"), ("owner@example.com", "Rosa Delgado")],
            (await MailsAsync(account)).Select(m => (m.ToAddress, m.ToName)).Order());
    }

    [Fact]
    public async Task The_resident_whose_address_is_on_file_is_told_once()
    {
        var account = await city.AccountAsync();
        var resident = await city.ResidentAsync("Ana Ruiz", account);

        Assert.True(await TellAsync(account, "news:4", resident.Id));

        Assert.Equal(resident.Email, Assert.Single(await MailsAsync(account)).ToAddress);
    }

    private Task<bool> TellAsync(CustomerAccount account, string key, Guid? alsoUser = null) =>
        city.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.Service,
            to => new AccountLinkedLetter(to.Name, to.MaskedNumber, city.Today),
            $"{key}:{account.Id}", alsoUser, default));

    private Task<List<Core.Mail.OutboxMail>> MailsAsync(CustomerAccount account) => city.ReadAsync(db =>
        db.OutboxMails.Where(m => m.CustomerAccountId == account.Id).AsNoTracking().ToListAsync());
}
