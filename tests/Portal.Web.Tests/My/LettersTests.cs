using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;

namespace Portal.Web.Tests.My;

/// <summary>People read again what we sent them, as it was sent, and nobody else's letters.</summary>
public sealed class LettersTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task Letters_to_the_contact_are_read_by_who_manages_the_account_as_they_were_sent()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", "ana.letters@example.com");
        var resident = await site.ResidentAsync(account);
        await resident.SubmitAsync(
            await resident.GoAsync($"/my/details/{account.CustomerId}/phone"), "Save the number",
            ("Input.Phone", "650 253 0000"));
        var mail = (await site.MailsToAsync("ana.letters@example.com")).Single();

        var list = await resident.GoAsync("/my/letters");
        var letter = await resident.GoAsync($"/my/letters/{mail.Id}");

        Assert.Contains("Your details changed: telephone number", list.Text, StringComparison.Ordinal);
        Assert.Contains("On its way", list.Text, StringComparison.Ordinal);
        Assert.Contains(Squeezed(mail.Text), Squeezed(letter.Text), StringComparison.Ordinal);
        var other = await site.UserAsync();
        await site.LetInAsync(other.Id, account, AccountLevel.Pay);
        var his = await site.SignInAsync(other);
        Assert.Equal(HttpStatusCode.NotFound, (await his.GoAsync($"/my/letters/{mail.Id}")).Status);
        Assert.Contains("We have not written to you yet", (await his.GoAsync("/my/letters")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_link_is_never_shown_again()
    {
        var user = await site.UserAsync(await site.City.AccountAsync("Ana Ruiz"));
        var resident = await site.SignInAsync(user);
        await resident.SubmitAsync(
            await resident.GoAsync("/my/details/signin"), "Mail me the link", ("Input.Email", "a.new@example.com"));
        var mail = (await site.MailsToAsync("a.new@example.com")).Single();

        var letter = await resident.GoAsync($"/my/letters/{mail.Id}");

        Assert.Contains("This letter carried a private link", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("key=", letter.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guests_receipt_and_another_residents_letter_are_not_among_them()
    {
        var account = await site.City.AccountAsync("Ana Ruiz", "ana.guest@example.com");
        var resident = await site.ResidentAsync(account);
        var other = await site.UserAsync(account);
        await QueueAsync(account, "guest@example.com", null);
        await QueueAsync(account, other.Email!, other.Id);

        Assert.Contains("We have not written to you yet", (await resident.GoAsync("/my/letters")).Text,
            StringComparison.Ordinal);
        foreach (var address in new[] { "guest@example.com", other.Email! })
        {
            var mail = (await site.MailsToAsync(address)).Single();
            Assert.Equal(HttpStatusCode.NotFound, (await resident.GoAsync($"/my/letters/{mail.Id}")).Status);
        }
    }

    private static string Squeezed(string words) =>
        string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private Task<bool> QueueAsync(CustomerAccount account, string address, Guid? user) =>
        Testing.CityParts.PartAsync<QueueMail, bool>(site.City, queue => queue.RunAsync(
            new(
                new("Somebody", address, "en"), new AccountLinkedLetter("Somebody", "••1", site.City.Today),
                $"test:{Guid.NewGuid()}")
            {
                CustomerAccountId = account.Id, UserId = user,
            },
            default));
}
