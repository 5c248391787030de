using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Notices;

/// <summary>A city that writes notices.</summary>
internal static class NoticeTown
{
    public static CityProfile Profile { get; } = CityProfile.Load(Repository.Path("wwwroot-theme"));

    public static WriteNotice.Request Asking(
        this City city, CustomerAccount account, string kind = "disconnection", string language = "en") => new(
        $"{kind}:{Guid.CreateVersion7()}", kind, account.Id, NoticeRecipient.Customer, null, null, language,
        Fields(language), [], ByMail: true, OnPaper: true, "CA HSC 116908", city.Today, Actor.System);

    public static async Task<Outcome<Notice>> WriteAsync(this City city, WriteNotice.Request request)
    {
        await using var scope = city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, default);
        var outcome = await scope.ServiceProvider.GetRequiredService<WriteNotice>().RunAsync(request, default);
        await tx.CommitAsync(default);
        return outcome;
    }

    /// <summary>What whoever sends it knows; the rest the act knows itself.</summary>
    public static Dictionary<string, string> Fields(string language)
    {
        string[] known =
        [
            "customer_name", "mailing_address", "service_address", "account_ending", "phone", "hours", "pay_online",
            "office_address", "city", "notice_day",
        ];
        return TemplateCheck.Sample(Profile, language).Where(f => !known.Contains(f.Key)).ToDictionary();
    }
}
