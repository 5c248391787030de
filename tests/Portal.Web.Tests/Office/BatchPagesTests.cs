using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Batches;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>Adjustments from a file, by the forms that people use.</summary>
public sealed class BatchPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Theory]
    [InlineData("en", "Check the file", "Choose a file.", "Release: 1 adjustments", "Being posted")]
    [InlineData("es", "Revisar el archivo", "Elija un archivo.", "Autorizar: 1 ajustes", "Registrándose")]
    public async Task One_brings_it_and_another_releases_it(
        string language, string check, string missing, string release, string posting)
    {
        await site.AskAsync<PortalDbContext>(
            db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        var account = await site.AccountAsync();
        var line = account.Number;
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().DateTime);
        await site.AskAsync<IssueBill>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, today.AddMonths(-1), today, today.AddDays(21),
                [
                    new("water_use", ChargeKind.Service, UtilityService.Water, 3, "CCF", new Usd(60_00), "510", "4010",
                        "{}"),
                ],
                [], Actor.System),
            default));
        var staff = await site.SignedInAsync(Terry);
        await staff.GoAsync($"/language/{language}");
        var upload = await staff.GoAsync("/office/billing/batches");
        Assert.Contains(
            missing, (await staff.SubmitFileAsync(upload, check, ("Nothing", "a", []))).Text, StringComparison.Ordinal);
        var bad = await staff.SubmitFileAsync(upload, check, ("Upload", "bad.csv", "a,b\r\n"u8.ToArray()));
        Assert.Contains("account, line, reason, amount, note", bad.Text, StringComparison.Ordinal);

        var text = $"account,line,reason,amount,note\r\n{line},water,billing_error,-1.00,{language}\r\n";
        var waiting = await staff.SubmitFileAsync(
            await staff.GoAsync("/office/billing/batches"), check,
            ("Upload", "good.csv", Encoding.UTF8.GetBytes(text)));

        Assert.DoesNotContain(release, waiting.Text, StringComparison.Ordinal);
        var batch = await site.ReadAsync(db => db.Set<AdjustmentBatch>()
            .OrderByDescending(b => b.UploadedAt).ThenByDescending(b => b.Id).FirstAsync());
        var boss = await site.SignedInAsync(Sam);
        await boss.GoAsync($"/language/{language}");
        Assert.Contains("good.csv", (await boss.GoAsync("/office/approvals")).Text, StringComparison.Ordinal);
        var page = await boss.GoAsync($"/office/billing/batches/{batch.Id}");
        var released = await boss.SubmitAsync(page, release);
        Assert.Contains(posting, released.Text, StringComparison.Ordinal);
        await site.AskAsync<PostBatchRows>(async act =>
        {
            while (await act.RunAsync(default) > 0)
            {
            }
        });
        Assert.Equal(BatchState.Done, await site.ReadAsync(db => db.Set<AdjustmentBatch>()
            .Where(b => b.Id == batch.Id).Select(b => b.State).SingleAsync()));
        Assert.Contains("number,account", (await boss.GoAsync(
            $"/office/billing/batches/{batch.Id}?handler=Refused")).Text, StringComparison.Ordinal);
    }
}
