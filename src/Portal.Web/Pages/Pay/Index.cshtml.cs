using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Payments;
using Portal.Web.People;
using Portal.Web.Words;

namespace Portal.Web.Pages.Pay;

/// <summary>
/// Paying without signing in: which account. The QR code on a bill leads here with the number filled in.
/// </summary>
[ResponseCache(NoStore = true)]
public sealed class IndexModel(FindAccountToPay findAccount, PayOrders orders, Words<PayBook> words) : PageModel
{
    private const int AccountNumberDigits = 10;

    [BindProperty]
    public FindInput Input { get; set; } = new();

    public void OnGet(string? account) => Input.AccountNumber = FindAccountToPay.Digits(account);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (FindAccountToPay.Digits(Input.AccountNumber).Length != AccountNumberDigits)
        {
            ModelState.AddModelError("Input.AccountNumber", words["Guest_NumberWrong"]);
        }

        if (FindAccountToPay.Digits(Input.Proof).Length < 5)
        {
            ModelState.AddModelError("Input.Proof", words["Guest_ProofWrong"]);
        }

        if (!ModelState.IsValid) { return Page(); }

        var request = new FindAccountToPay.Request(Input.AccountNumber, Input.Proof, HttpContext.NetworkAddress());
        switch (await findAccount.RunAsync(request, ct))
        {
            case Outcome<Guid>.Done(var accountId):
                return RedirectToPage("Amount", new { proof = orders.SealProof(accountId) });
            case Outcome<Guid>.Refused(var refusal):
                return this.Refuse(refusal, "Input.AccountNumber");
            default:
                throw new InvalidOperationException("An outcome has two cases.");
        }
    }

    public sealed class FindInput
    {
        public string? AccountNumber { get; set; }

        public string? Proof { get; set; }
    }
}
