using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Flags;
using Portal.Core.Accounts.Notes;

namespace Portal.Web.Tests.Office;

/// <summary>Flags and notes of an account, by the forms that people use.</summary>
public sealed class KeepingPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    [Theory]
    [InlineData("en", "Place the flag", "Medical need", "Keep the flag", "Lift it now", "Write the reason")]
    [InlineData("es", "Poner el aviso", "Necesidad médica", "Mantener el aviso", "Retirarlo ahora",
        "Escriba el motivo")]
    public async Task A_flag_is_placed_reviewed_and_lifted(
        string language, string place, string named, string keep, string lift, string missing)
    {
        var (account, staff) = await OpenAsync();
        await staff.GoAsync($"/language/{language}");
        var address = $"/office/accounts/{account.Id}/flags";
        var form = await staff.GoAsync(address);
        var wrong = await staff.SubmitAsync(form, place, ("Input.Kind", "Medical"));
        Assert.Contains(missing, wrong.Text, StringComparison.Ordinal);

        var placed = await staff.SubmitAsync(form, place, ("Input.Kind", "Medical"),
            ("Input.Reason", "Dialysis at home"), ("Input.Source", "Form of Dr. Ames"));
        Assert.Contains("Dialysis at home", placed.Text, StringComparison.Ordinal);
        Assert.Contains(named, (await staff.GoAsync($"/office/accounts/{account.Id}")).Text, StringComparison.Ordinal);
        var kept = await staff.SubmitAsync(placed, keep, ("finding", "Still so"));
        Assert.Contains("Still so", kept.Text, StringComparison.Ordinal);
        await staff.SubmitAsync(kept, lift, ("why", "Moved away"));

        var flag = await site.ReadAsync(
            db => db.Set<AccountFlag>().SingleAsync(f => f.CustomerAccountId == account.Id));
        Assert.NotNull(flag.LiftedAt);
    }

    [Theory]
    [InlineData("en", "Write the note", "Pin to the top")]
    [InlineData("es", "Escribir la nota", "Fijar arriba")]
    public async Task A_note_is_written_pinned_and_set_right(string language, string write, string pin)
    {
        var (account, staff) = await OpenAsync();
        await staff.GoAsync($"/language/{language}");
        var address = $"/office/accounts/{account.Id}/notes";
        var written = await staff.SubmitAsync(
            await staff.GoAsync(address), write, ("Input.Body", "Gate code 12 <b>here</b>"));
        Assert.Contains("Gate code 12 <b>here</b>", written.Text, StringComparison.Ordinal);
        await staff.SubmitAsync(written, pin);
        Assert.Contains("Gate code 12", (await staff.GoAsync($"/office/accounts/{account.Id}")).Text,
            StringComparison.Ordinal);
        var first = await site.ReadAsync(
            db => db.Set<AccountNote>().SingleAsync(n => n.CustomerAccountId == account.Id));

        await staff.SubmitAsync(
            await staff.GoAsync($"{address}?corrects={first.Id}"), write, ("Input.Body", "Gate code 21"));

        var right = await site.ReadAsync(db => db.Set<AccountNote>().SingleAsync(n => n.CorrectsId == first.Id));
        Assert.Equal("Gate code 21", right.Body);
    }

    private async Task<(CustomerAccount Account, SiteBrowser Staff)> OpenAsync()
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return (account, staff);
    }
}
