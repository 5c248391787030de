using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Strangers;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.Ask;

/// <summary>The page of a stranger's request, by the key of a letter.</summary>
[ResponseCache(NoStore = true)]
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class RequestModel(Conversation conversation, StrangerKeys keys, PortalDbContext db)
    : ConversationPage(conversation)
{
    /// <summary>The mailed secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    public override string? LinkKey => Key;

    public override string AskAnew => "/ask";

    protected override async Task<(Asker Asker, Guid RequestId)?> FindAsync(CancellationToken ct) =>
        await keys.HolderAsync(Key, ct) is { } holder
            ? (holder, await db.RequestsOf(holder).Select(r => r.Id).SingleAsync(ct))
            : null;

    protected override IActionResult Missing() => RedirectToPage("Spent");

    protected override IActionResult Again() => RedirectToPage(new { Key });
}
