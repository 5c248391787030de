using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests;

/// <summary>A notice as the rules write it, its fields filled as a template's preview fills them.</summary>
internal static class SampleNotice
{
    public static async Task<Notice> WriteAsync(
        City city, CustomerAccount account, string language = "en", NoticeRecipient to = NoticeRecipient.Customer,
        string kind = "disconnection", bool onPaper = true)
    {
        await using var scope = city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var tx = await db.Database.BeginTransactionAsync();
        string[] known =
        [
            "customer_name", "mailing_address", "service_address", "account_ending", "phone", "hours", "pay_online",
            "office_address", "city", "notice_day",
        ];
        var fields = TemplateCheck.Sample(scope.ServiceProvider.GetRequiredService<CityProfile>(), language)
            .Where(f => !known.Contains(f.Key)).ToDictionary();
        var notice = City.Done(await scope.ServiceProvider.GetRequiredService<WriteNotice>().RunAsync(
            new(
                $"test:{Guid.CreateVersion7()}", kind, account.Id, to, null, null, language, fields, [], ByMail: true,
                onPaper, "CA HSC 116908", city.Today, Actor.System),
            default));
        await tx.CommitAsync();
        return notice;
    }
}
