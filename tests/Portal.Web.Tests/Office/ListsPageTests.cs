using Microsoft.EntityFrameworkCore;
using Portal.Core.Requests;

namespace Portal.Web.Tests.Office;

/// <summary>The office's lists are kept by their form.</summary>
public sealed class ListsPageTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task A_vendors_topic_is_added_renamed_and_retired_with_its_history()
    {
        var sam = await site.SignedInAsync("sam.supervisor@example.gov");
        var empty = await sam.SubmitAsync(await sam.GoAsync("/office/settings/lists?of=Topic"), "Keep it");
        Assert.Contains("Give it an English name", empty.Text, StringComparison.Ordinal);
        var added = await sam.SubmitAsync(
            empty, "Keep it", ("Input.NameEn", "A contract"), ("Input.NameEs", "Un contrato"),
            ("Input.Audience", "Vendor"));
        Assert.Contains("“A contract” is kept.", added.Text, StringComparison.Ordinal);
        Assert.Equal(TopicAudience.Vendor, await site.ReadAsync(db => db.Set<RequestTopic>()
            .Where(t => t.Code == "a_contract").Select(t => t.Audience).SingleAsync()));

        var form = await sam.GoAsync("/office/settings/lists?of=Topic&code=a_contract");
        await sam.SubmitAsync(form, "Keep it", ("Input.NameEn", "A contract of ours"), ("Input.IsRetired", "true"));

        var page = await sam.GoAsync("/office/settings/lists?of=Topic&code=a_contract");
        Assert.Contains("A contract / Un contrato", page.Text, StringComparison.Ordinal);
        Assert.Contains("Not offered", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "A contract of ours", (await sam.GoAsync("/office/requests/log")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/office/settings/lists?of=x", System.Net.HttpStatusCode.OK)]
    [InlineData("/office/settings/lists?of=CloseCause&code=nothing", System.Net.HttpStatusCode.NotFound)]
    public async Task What_is_no_list_is_the_first_and_what_is_no_word_is_not_there(
        string address, System.Net.HttpStatusCode status) => Assert.Equal(
            status, (await (await site.SignedInAsync("sam.supervisor@example.gov")).GoAsync(address)).Status);
}
