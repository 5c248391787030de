using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;

namespace Portal.Web.Tests.Office;

/// <summary>The office changes a detail, with who asked and how they proved it.</summary>
public sealed class DetailsPageTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Theory]
    [InlineData("en", "Change it", "The detail is changed", "Say what proved who asked")]
    [InlineData("es", "Cambiarlo", "El dato fue cambiado", "Diga qué probó quién lo pidió")]
    public async Task A_telephone_changes_with_its_proof(string language, string act, string done, string missing)
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync("terry.technician@example.gov");
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        await staff.GoAsync($"/language/{language}");
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/details?part=Phone");
        var wrong = await staff.SubmitAsync(form, act, ("Input.Typed", "206 555 0143"), ("Input.Source", "Call"));
        Assert.Contains(missing, wrong.Text, StringComparison.Ordinal);

        var changed = await staff.SubmitAsync(form, act,
            ("Input.Typed", "206 555 0143"), ("Input.Source", "Call"), ("Input.Proof", "PIN of the last bill"));

        Assert.Contains(done, changed.Text, StringComparison.Ordinal);
        Assert.Equal("+12065550143", await site.ReadAsync(db => db.Customers
            .Where(c => c.Id == account.CustomerId).Select(c => c.Phone).SingleAsync()));
        var address = await staff.GoAsync($"/office/accounts/{account.Id}/details");
        Assert.NotNull(address.Document.QuerySelector("input[name='Mailing.Line1']"));
    }
}
