namespace Portal.Web.Tests.Office;

/// <summary>A supervisor lends what they approve, and takes it back.</summary>
public sealed class LendPageTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Theory]
    [InlineData("en", "Lend it", "Lent.", "Revoke", "Revoked.")]
    [InlineData("es", "Prestar", "Prestado.", "Revocar", "Revocado.")]
    public async Task What_is_lent_is_shown_and_revoked(
        string language, string send, string lent, string revoke, string revoked)
    {
        var senior = Portal.Core.People.CreateDemoSignIns.People.First(
            p => p.Role == Portal.Core.Staff.StaffRole.SeniorTechnician);
        var sam = await site.SignedInAsync("sam.supervisor@example.gov");
        await sam.GoAsync($"/language/{language}");
        var form = await sam.GoAsync("/office/approvals/lend");
        var to = form.Document.QuerySelectorAll("select[name='Input.To'] option")
            .Single(o => o.TextContent == senior.Name).GetAttribute("value")!;
        var from = form.Document.QuerySelector("input[name='Input.From']")!.GetAttribute("value")!;

        var wrong = await sam.SubmitAsync(form, send, ("Input.To", to), ("Input.Until", from));
        var done = await sam.SubmitAsync(wrong, send, ("Input.Why", "On leave"));

        Assert.NotNull(wrong.Document.QuerySelector("[aria-invalid=true]"));
        Assert.Contains(lent, done.Text, StringComparison.Ordinal);
        Assert.Contains(revoked, (await sam.SubmitAsync(done, revoke)).Text, StringComparison.Ordinal);
    }
}
