using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Requests;

/// <summary>A resident asks to start, stop or move service; first what.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class MoveModel(PortalDbContext db, AskToMove ask, BusinessClock clock, Words<RequestsBook> words)
    : ServicePage(db, ask, clock, words)
{
    public bool IsChosen => Input.Stops || Input.Starts;

    protected override Asker Previewing => User.Id();

    public async Task<IActionResult> OnGetAsync(string? what, string? account, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), Do = what, Account = account };
        return await ComeAsync(ct) ?? Page();
    }

    protected override Task<Outcome<Asker>> AskerAsync(CancellationToken ct) =>
        Task.FromResult<Outcome<Asker>>(Previewing);

    protected override async Task<IActionResult?> ComeAsync(CancellationToken ct)
    {
        Accounts = await AskForms.AccountsAsync(
            Db, User.Id(), managed: true, Input.Do == "start" ? Book["Move_NewAccount"] : null, ct,
            MoveForm.NewAccount);
        Input.Account ??= Accounts.Count > 0 ? Accounts[0].Value : null;
        if (Input.Account != null && Accounts.All(a => a.Value != Input.Account)) { return NotFound(); }

        await LoadAsync(ct);
        return null;
    }

    protected override IActionResult Sent(CustomerRequest request)
    {
        TempData["RequestDone"] = "Sent";
        return RedirectToPage("Request", new { request.Id });
    }
}
