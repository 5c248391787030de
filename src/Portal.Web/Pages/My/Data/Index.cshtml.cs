using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People.Holdings;
using Portal.Core.Words;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Data;

/// <summary>What we hold about the reader, who changed what of it, and all of it to take along.</summary>
public sealed class IndexModel(PortalDbContext db, DownloadHoldings download, TimeProvider clock) : PageModel
{
    public WhatWeHold Held { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Held = await WhatWeHold.ForAsync(db, User.Id(), ct);

    public async Task<IActionResult> OnPostDownloadAsync(CancellationToken ct)
    {
        var outcome = await download.BeginAsync(User.WhoAsks(), ct);
        if (outcome is Outcome<bool>.Refused(var refusal))
        {
            if (FreshProof.PlaceFor(this, refusal) is { } place) { return LocalRedirect(place); }

            await OnGetAsync(ct);
            return this.Refuse(refusal);
        }

        var name = $"utility-account-{clock.GetUtcNow():yyyy-MM-dd}.zip";
        // A file that is gone once it was sent: a fault on the way is a page that says so, not half an archive.
        var file = new FileStream(
            Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 81_920,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await download.WriteAsync(User.Id(), CultureInfo.CurrentUICulture, file, ct);
        file.Position = 0;
        Response.Headers.CacheControl = "no-store";
        return File(file, "application/zip", name);
    }

    /// <summary>A value of the history in words.</summary>
    public static string Said(ContactPart part, string? value, Words<PersonBook> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return value is null ? words["None"]
            : part == ContactPart.Language && Text.Languages.Contains(value) ? words[$"Language_{value}"]
            : value;
    }
}
