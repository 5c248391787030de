using Microsoft.AspNetCore.Mvc;
using Portal.Core.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>A resident's request.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class RequestModel(Conversation conversation) : ConversationPage(conversation)
{
    [FromRoute]
    public Guid Id { get; set; }

    /// <summary>They asked it themselves, not another of the account.</summary>
    public bool IsMine => Record.Request.UserId == User.Id();

    public override string AskAnew => "/my/requests/new";

    protected override Task<(Asker Asker, Guid RequestId)?> FindAsync(CancellationToken ct) =>
        Task.FromResult<(Asker, Guid)?>((User.Id(), Id));

    protected override IActionResult Again() => RedirectToPage(new { Id });
}
