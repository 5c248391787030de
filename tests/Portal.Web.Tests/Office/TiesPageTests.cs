using System.Net;

namespace Portal.Web.Tests.Office;

/// <summary>A technician names the account of their parents; a supervisor ends it; the auditor reads.</summary>
public sealed class TiesPageTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Theory]
    [InlineData("en", "Keep me away from it", "Named.", "Ended.")]
    [InlineData("es", "Apartarme de ella", "Nombrada.", "Terminado.")]
    public async Task An_account_is_named_and_somebody_else_ends_it(
        string language, string send, string named, string ended)
    {
        var account = await site.AccountAsync();
        var terry = await site.SignedInAsync("terry.technician@example.gov");
        await terry.GoAsync($"/language/{language}");
        var form = await terry.GoAsync("/office/ties");

        var wrong = await terry.SubmitAsync(
            form, send, ("Input.Account", "none"), ("Input.Kind", "Household"), ("Input.Why", "Parents"));
        var done = await terry.SubmitAsync(wrong, send, ("Input.Account", account.Number));

        Assert.Contains("Parents", wrong.Document.QuerySelector("[name='Input.Why']")!.GetAttribute("value"),
            StringComparison.Ordinal);
        Assert.Contains(named, done.Text, StringComparison.Ordinal);
        Assert.Contains(account.Number, done.Text, StringComparison.Ordinal);
        var sam = await site.SignedInAsync("sam.supervisor@example.gov");
        await sam.GoAsync($"/language/{language}");
        var over = await sam.SubmitAsync(
            await sam.GoAsync("/office/ties"), language == "en" ? "End" : "Terminar", ("why", "They moved away"));
        Assert.Contains(ended, over.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(account.Number, over.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await terry.GoAsync("/office/ties")).Status);
    }
}
