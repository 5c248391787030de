using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments.Arrangements;
using Portal.Core.People.Consents;
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

    [Fact]
    public async Task Who_reads_for_a_customer_without_an_address_is_written_to_in_their_own_language()
    {
        var account = await city.AccountAsync();
        var resident = await city.ResidentAsync("Ana Ruiz", account);
        await city.ReadAsync(db => db.Users.Where(u => u.Id == resident.Id)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.Language, "es")));

        Assert.True(await TellAsync(account, "news:5", resident.Id));

        Assert.Equal("es", Assert.Single(await MailsAsync(account)).Language);
    }

    [Theory]
    [InlineData(ArrangementLetter.News.Reminder, true)]
    [InlineData(ArrangementLetter.News.Missed, true)]
    [InlineData(ArrangementLetter.News.BillMissed, true)]
    [InlineData(ArrangementLetter.News.Broken, true)]
    [InlineData(ArrangementLetter.News.Agreed, false)]
    [InlineData(ArrangementLetter.News.Kept, false)]
    [InlineData(ArrangementLetter.News.Ended, false)]
    [InlineData(ArrangementLetter.News.GoesOn, false)]
    [InlineData(ArrangementLetter.News.CameBack, false)]
    public void Of_an_arrangement_what_is_due_or_was_not_paid_is_a_reminder(ArrangementLetter.News news, bool copied) =>
        Assert.Equal(copied, TellOfArrangement.TopicOf(news) == NoticeTopic.Reminders);

    [Fact]
    public async Task Of_reminders_who_was_named_gets_a_copy_and_of_appointments_not()
    {
        var account = await city.AccountAsync(email: "third@example.com");
        var resident = await city.ResidentAsync("Ana Ruiz", account);
        await city.ReadAsync(async db =>
        {
            var consent = new Consent
            {
                Id = Guid.CreateVersion7(), Kind = ConsentKind.ThirdParty, CustomerAccountId = account.Id,
                UserId = resident.Id, Version = "1", Language = "en", Words = "yes", Address = null,
                GivenAt = city.Clock.GetUtcNow(),
            };
            db.Add(consent);
            await db.SaveChangesAsync();
            return await db.Database.ExecuteSqlAsync($"""
                insert into third_party_contact (id, customer_account_id, name, email, language, asked_by, asked_at,
                  consent_id, secret_hash, agreed_at, agreed_words)
                values (gen_random_uuid(), {account.Id}, 'Eva', 'eva.copies@example.com', 'en', {resident.Id}, now(),
                  {consent.Id}, sha256({account.Id.ToByteArray()}), now(), 'yes')
                """);
        });

        await RemindAsync(account, "owed", noCopy: false);
        await RemindAsync(account, "appointment", noCopy: true);

        Assert.Equal(
            ["eva.copies@example.com", "third@example.com", "third@example.com"],
            (await MailsAsync(account)).Select(m => m.ToAddress).Order());
    }

    private Task<bool> RemindAsync(CustomerAccount account, string key, bool noCopy) =>
        city.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.Reminders,
            to => new AccountLinkedLetter(to.Name, to.MaskedNumber, city.Today),
            $"{key}:{account.Id}", null, default, noCopy));

    private Task<bool> TellAsync(CustomerAccount account, string key, Guid? alsoUser = null) =>
        city.PartAsync<TellCustomer, bool>(tell => tell.RunAsync(
            account.Id, NoticeTopic.Service,
            to => new AccountLinkedLetter(to.Name, to.MaskedNumber, city.Today),
            $"{key}:{account.Id}", alsoUser, default));

    private Task<List<Core.Mail.OutboxMail>> MailsAsync(CustomerAccount account) => city.ReadAsync(db =>
        db.OutboxMails.Where(m => m.CustomerAccountId == account.Id).AsNoTracking().ToListAsync());
}
