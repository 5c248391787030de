using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Delinquency;
using Portal.Core.Delinquency.Runs;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>From rules to service restored, by the pages that people use; acts stand for the nights between.</summary>
public sealed class LadderPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";
    private const string Fay = "fay.finance@example.gov";

    private static readonly Actor Night = new("staff:night");
    private static readonly Actor Morning = new("staff:morning");

    [Fact]
    public async Task An_account_walks_from_past_due_to_restored()
    {
        await AdoptRulesAsync();
        var (account, email) = await BilledAsync(184_10);
        await PreviewedByOneAndReleasedByAnotherAsync(account);
        await WalkToAsync(account, CaseState.Noticed);
        await SameFigureForAllAsync(account, email, "will be shut off on or after");
        await ContactIsLoggedAsync(account);
        await WalkToPrintedDayAsync(account);
        var field = await ShutOffAsync(account);
        await SameFigureForAllAsync(account, email, "Your water is shut off");

        await OpenPeriodsAsync();
        await site.AskAsync<PostPayment>(act => act.RunAsync(
            new(account.Id,
                new(Guid.CreateVersion7(), new Usd(184_10), Tender.Check, site.Clock.GetUtcNow(), Actor.System)),
            default));

        var resident = await site.SignedInAsync(email);
        Assert.Contains("We are turning your water back on", (await resident.GoAsync("/my")).Text,
            StringComparison.Ordinal);
        var restore = await field.GoAsync("/office/delinquency/field");
        Assert.Contains("To restore (1)", restore.Text, StringComparison.Ordinal);
        var done = await field.SubmitAsync(restore, "Water is on");
        Assert.Contains("Recorded: the water is on.", done.Text, StringComparison.Ordinal);
        Assert.Equal(CaseState.Current, (await CaseAsync(account)).State);
        Assert.DoesNotContain("shut off", (await resident.GoAsync("/my")).Text, StringComparison.Ordinal);
    }

    private async Task AdoptRulesAsync()
    {
        var sam = await site.SignedInAsync(Sam);
        var draft = await sam.GoAsync("/office/delinquency/packs/draft?from=us-ca");
        var faulty = await sam.SubmitAsync(draft, "Check and keep", ("Document", "{}"));
        Assert.Contains("usa-error-message", faulty.Body, StringComparison.Ordinal);
        var kept = await sam.SubmitAsync(draft, "Check and keep");
        Assert.Contains("You wrote this", kept.Text, StringComparison.Ordinal);

        var fay = await site.SignedInAsync(Fay);
        Assert.Contains("Rules before a shut-off", (await fay.GoAsync("/office/approvals")).Text,
            StringComparison.Ordinal);
        var released = await fay.SubmitAsync(await fay.GoAsync(kept.Path), "Release these rules");
        Assert.Contains("In force", released.Text, StringComparison.Ordinal);
    }

    private async Task PreviewedByOneAndReleasedByAnotherAsync(CustomerAccount account)
    {
        Advance(22);
        var terry = await site.SignedInAsync(Terry);
        var run = await terry.SubmitAsync(await terry.GoAsync("/office/delinquency"), "Preview today's run");
        Assert.Contains(account.Number, run.Text, StringComparison.Ordinal);
        Assert.Contains("$184.10", run.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Release 1 steps", run.Text, StringComparison.Ordinal);

        var sam = await site.SignedInAsync(Sam);
        var released = await sam.SubmitAsync(await sam.GoAsync(run.Path), "Release 1 steps");
        Assert.Contains("Complete", released.Text, StringComparison.Ordinal);
        Assert.Equal(CaseState.PastDue, (await CaseAsync(account)).State);
    }

    private async Task SameFigureForAllAsync(CustomerAccount account, string email, string words)
    {
        var home = await (await site.SignedInAsync(email)).GoAsync("/my");
        Assert.Contains(words, home.Text, StringComparison.Ordinal);
        Assert.Contains("$184.10", home.Text, StringComparison.Ordinal);
        var staff = await OpenedAsync(Terry, account);
        var office = await staff.GoAsync($"/office/delinquency/cases/{account.Id}");
        Assert.Contains("$184.10", office.Text, StringComparison.Ordinal);
    }

    private async Task ContactIsLoggedAsync(CustomerAccount account)
    {
        var staff = await OpenedAsync(Terry, account);
        var page = await staff.GoAsync($"/office/delinquency/cases/{account.Id}");
        var empty = await staff.SubmitAsync(page, "Log it");
        Assert.Contains("Choose what came of it.", empty.Text, StringComparison.Ordinal);
        var logged = await staff.SubmitAsync(
            page, "Log it", ("Result", "NotReached"), ("Note", "Called 253-555-0100, rang out"));
        Assert.Contains("The contact is logged.", logged.Text, StringComparison.Ordinal);
        Assert.Contains("rang out", logged.Text, StringComparison.Ordinal);
    }

    /// <summary>Listed by one, approved by another, tested, sent, and recorded at the door.</summary>
    private async Task<SiteBrowser> ShutOffAsync(CustomerAccount account)
    {
        var terry = await site.SignedInAsync(Terry);
        var list = await terry.SubmitAsync(await terry.GoAsync("/office/delinquency/lists"), "Make the list");
        Assert.Contains(account.Number, list.Text, StringComparison.Ordinal);
        var sam = await site.SignedInAsync(Sam);
        var approved = await sam.SubmitAsync(await sam.GoAsync(list.Path), "Approve 1 orders");
        Assert.Contains("Your water was shut off today.", (await sam.GoAsync($"{list.Path}/tags")).Text,
            StringComparison.Ordinal);
        var sent = await sam.SubmitAsync(approved, "Test and dispatch");
        Assert.Contains("1 sent to the field, 0 kept back.", sent.Text, StringComparison.Ordinal);

        var field = await terry.GoAsync("/office/delinquency/field");
        Assert.Contains("Say why", (await terry.SubmitAsync(field, "Record it")).Text, StringComparison.Ordinal);
        var off = await terry.SubmitAsync(field, "Water is off");
        Assert.Contains("Recorded: the water is off.", off.Text, StringComparison.Ordinal);
        return terry;
    }

    private async Task WalkToAsync(CustomerAccount account, CaseState state)
    {
        for (var day = 0; day < 150 && (await CaseAsync(account)).State != state; day++)
        {
            Advance(1);
            await NightAsync();
        }

        Assert.Equal(state, (await CaseAsync(account)).State);
    }

    private async Task WalkToPrintedDayAsync(CustomerAccount account)
    {
        while ((await CaseAsync(account)).ShutOffOn > Today.AddDays(4))
        {
            Advance(1);
            await NightAsync();
        }

        await site.AskAsync<LogContact>(act => act.RunAsync(
            new(account.Id, ContactResult.Posted, "On the door", Night), default));
        while ((await CaseAsync(account)).ShutOffOn > Today)
        {
            Advance(1);
            await NightAsync();
        }
    }

    private async Task NightAsync()
    {
        var run = Guid.CreateVersion7();
        await site.AskAsync<PreviewDelinquencyRun>(act => act.RunAsync(new(run, Night), default));
        await site.AskAsync<ReleaseDelinquencyRun>(act => act.RunAsync(new(run, Morning), default));
        await site.AskAsync<PostDelinquencyRun>(async act =>
        {
            while (await act.RunAsync(run, default) is Outcome<int>.Done(> 0)) { }
        });
    }

    private Task OpenPeriodsAsync() => site.AskAsync<Portal.Core.Data.PortalDbContext>(
        db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));

    private DateOnly Today => site.Services.GetRequiredService<BusinessClock>().Today;

    private void Advance(int days) => site.Clock.Advance(TimeSpan.FromDays(days));

    private Task<DelinquencyCase> CaseAsync(CustomerAccount account) => site.ReadAsync(db =>
        db.Set<DelinquencyCase>().AsNoTracking().Where(c => c.CustomerAccountId == account.Id)
            .OrderByDescending(c => c.ChangedAt).FirstAsync());

    private async Task<SiteBrowser> OpenedAsync(string email, CustomerAccount account)
    {
        var staff = await site.SignedInAsync(email);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        // Asked once a while.
        if (why.Path.EndsWith("/why", StringComparison.Ordinal))
        {
            await staff.SendFormAsync(
                why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
                ("Input.Chosen", "call"), ("Input.Words", ""));
        }

        return staff;
    }

    private async Task<(CustomerAccount Account, string Email)> BilledAsync(long cents)
    {
        await OpenPeriodsAsync();
        var account = await site.AccountAsync();
        var email = await site.ResidentAsync();
        await site.AskAsync<IssueBill>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, Today.AddMonths(-1), Today, Today.AddDays(21),
                [
                    new("water_use", ChargeKind.Service, UtilityService.Water, 3, "CCF", new Usd(cents), "510", "4010",
                        "{}"),
                ],
                [], Actor.System),
            default));
        await site.ChangeAsync(db => db.Add(new AccountLink
        {
            Id = Guid.CreateVersion7(), UserId = db.Users.Single(u => u.Email == email).Id,
            CustomerAccountId = account.Id, Level = AccountLevel.Full, LinkedAt = site.Clock.GetUtcNow(),
        }));
        return (account, email);
    }
}
