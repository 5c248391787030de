using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates;

/// <summary>One version in plain words: its prices, what differs from the one before, who did what.</summary>
public sealed class VersionModel(
    PortalDbContext db, SubmitDraft submit, IAuthorizationService permissions, Words<RatesBook> words) : PageModel
{
    public RateVersion Shown { get; private set; } = null!;

    public RateSchedule? Schedule { get; private set; }

    public BillingSettings? Settings { get; private set; }

    /// <summary>The released version before it.</summary>
    public RateVersion? Before { get; private set; }

    public IReadOnlyList<RateDifference> Differences { get; private set; } = [];

    public IReadOnlyList<RateHistoryRow> History { get; private set; } = [];

    public IReadOnlyList<RateVersion> Versions { get; private set; } = [];

    public string? WhyNotEdit { get; private set; }

    public string? WhyNotRelease { get; private set; }

    /// <summary>The draft waits for a second person.</summary>
    public bool IsSubmitted { get; private set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? RatesDone { get; set; }

    public string Edit => $"/office/billing/rates/{Shown.Id}/{(Shown.IsSettings ? "settings" : "prices")}";

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.RateVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) is not { } version)
        {
            return NotFound();
        }

        Shown = version;
        var book = version.Read();
        Schedule = book.Schedules is [var schedule, ..] ? schedule : null;
        Settings = book.Settings is [var settings, ..] ? settings : null;
        Before = await RateList.BeforeAsync(db, version, ct);
        Differences = Before is null ? [] : RateDifference.Between(Before, version);
        History = await RateList.HistoryAsync(db, id, ct);
        Versions = await RateList.VersionsAsync(db, version.Code, ct);
        WhyNotEdit = await MayAsync(Can.DraftRates) ? null : words["WhyNot_Draft"];
        WhyNotRelease = await MayAsync(Can.ReleaseRates)
            ? ReleaseRates.WhyNot(version, Actor.Staff(User.Id()))?.Reason
            : words["WhyNot_Release"];
        IsSubmitted = await SubmitDraft.IsSubmittedAsync(db, DraftKind.Rates, id, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostSubmitAsync(Guid id, CancellationToken ct)
    {
        if (await submit.RunAsync(new(DraftKind.Rates, id, Actor.Staff(User.Id())), ct)
            is Outcome<DraftSubmission>.Refused(var refusal))
        {
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(id, ct);
        }

        RatesDone = "Draft_Submitted";
        return RedirectToPage(new { id });
    }

    /// <summary>The version as a rate file.</summary>
    public async Task<IActionResult> OnGetDownloadAsync(Guid id, CancellationToken ct) =>
        await db.RateVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct) is { } version
            ? File(
                Encoding.UTF8.GetBytes(RateDocument.Parse(version.Document).ToJson()),
                MediaTypeNames.Application.Json, $"{version.Code}-{version.Version}.json")
            : NotFound();

    private async Task<bool> MayAsync(string permission) =>
        (await permissions.AuthorizeAsync(User, permission)).Succeeded;
}
