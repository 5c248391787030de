using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Mail;

namespace Portal.Web.Tests.My;

/// <summary>What tests of people's details and access ask of the site.</summary>
internal static class PersonSite
{
    /// <summary>Mails to an address, oldest first.</summary>
    public static Task<List<OutboxMail>> MailsToAsync(this PayingSite site, string address) =>
        site.City.ReadAsync(db => db.OutboxMails.AsNoTracking().Where(m => m.ToAddress == address)
            .OrderBy(m => m.Id).ToListAsync());

    /// <summary>The path of the link in the latest mail to an address that leads to a page.</summary>
    public static async Task<string> MailedPathAsync(this PayingSite site, string address, string page)
    {
        var words = (await site.MailsToAsync(address)).SelectMany(m => m.Text.Split());
        return words.Last(word => word.StartsWith($"https://localhost{page}", StringComparison.Ordinal))
            ["https://localhost".Length..];
    }

    public static Task<Customer> CustomerOfAsync(this PayingSite site, CustomerAccount account) =>
        site.City.ReadAsync(db => db.Customers.AsNoTracking().SingleAsync(c => c.Id == account.CustomerId));

    public static Task<int> ChangesAsync(this PayingSite site, CustomerAccount account) =>
        site.City.ReadAsync(db => db.ContactChanges.CountAsync(c => c.CustomerId == account.CustomerId));

    /// <summary>Gives a person access to an account at a level.</summary>
    public static Task<int> LetInAsync(
        this PayingSite site, Guid userId, CustomerAccount account, AccountLevel level) =>
        site.City.ReadAsync(db =>
        {
            db.Add(new AccountLink
            {
                Id = Guid.CreateVersion7(), UserId = userId, CustomerAccountId = account.Id, Level = level,
                LinkedAt = site.City.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
}
