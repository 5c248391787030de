using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.People;

namespace Portal.Web.Tests.SignIn;

/// <summary>
/// What changes a sign-in asks for a fresh proof: a session left open, or stolen, is not enough (ASVS 7.5.1).
/// </summary>
public sealed class FreshProofTests(SignInSite site) : IClassFixture<SignInSite>
{
    private static readonly WhoAsks Nobody = new(Guid.NewGuid(), Guid.NewGuid());

    [Theory]
    [InlineData("/security/passkeys", "en", "Is it still you?", "Go on")]
    [InlineData("/security/authenticator", "en", "Is it still you?", "Go on")]
    [InlineData("/security/authenticator", "es", "¿Sigue siendo usted?", "Continuar")]
    public async Task An_old_sign_in_is_asked_before_anything_is_typed_and_led_back(
        string page, string language, string title, string button)
    {
        var email = await site.ResidentAsync();
        var browser = site.Browser(language).Stealing(await site.SignedInAsync(email));
        Assert.Equal(page, (await browser.GoAsync(page)).Path);

        site.Clock.Advance(ProveAgain.Life);
        var asked = await browser.GoAsync(page);
        Assert.Contains(title, asked.Text, StringComparison.Ordinal);
        var wrong = await browser.SubmitAsync(asked, button, ("Input.Password", "not the right one"));
        Assert.Equal("/security/prove", wrong.Path);
        Assert.NotEqual(page, (await browser.GoAsync(page)).Path);

        var back = await browser.SubmitAsync(wrong, button, ("Input.Password", SignInSite.Password));
        Assert.Equal(page, back.Path);
    }

    [Fact]
    public async Task When_the_proof_grows_old_on_the_page_the_name_typed_is_kept()
    {
        var browser = await site.SignedInAsync(await site.ResidentAsync());
        var page = await browser.GoAsync("/security/passkeys");
        var form = (IHtmlFormElement)page.Document.QuerySelector("form[data-passkey]")!;
        site.Clock.Advance(ProveAgain.Life);

        var told = await browser.SendFormAsync(
            page, form, form.GetAttribute("data-options"), ("Input.Name", "My phone"));
        Assert.Contains("/security/prove", told.Body, StringComparison.Ordinal);
        var back = await browser.SubmitAsync(
            await browser.GoAsync("/security/prove?returnUrl=/security/passkeys"), "Go on",
            ("Password", SignInSite.Password));

        Assert.Contains("You can finish now what you began", back.Text, StringComparison.Ordinal);
        Assert.Equal("My phone", back.Document.QuerySelector("#Input_Name")!.GetAttribute("value"));
    }

    [Fact]
    public async Task New_codes_and_turning_an_app_on_are_refused_to_an_old_sign_in_and_a_code_is_the_proof()
    {
        var email = await site.ResidentAsync();
        var browser = await site.SignedInAsync(email);
        var start = await browser.GoAsync("/security/authenticator");
        site.Clock.Advance(ProveAgain.Life);
        var asked = await browser.SubmitAsync(start, "Start");
        Assert.Equal("/security/prove", asked.Path);
        Assert.False(await site.ReadAsync(db => db.Authenticators.AnyAsync(a => db.Users.Any(
            u => u.Id == a.UserId && u.Email == email))));

        var page = await browser.SubmitAsync(asked, "Go on", ("Password", SignInSite.Password));
        page = await browser.SubmitAsync(page, "Start");
        var key = page.Document.QuerySelector(".secret-key")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        await browser.SubmitAsync(page, "Turn on", ("The six digits the app shows now", CodeOf(key)));
        var on = await browser.GoAsync("/security/authenticator");
        site.Clock.Advance(ProveAgain.Life);
        asked = await browser.SubmitAsync(on, "Make new");
        Assert.Equal("/security/prove", asked.Path);
        var back = await browser.SubmitAsync(asked, "Go on", ("Code", CodeOf(key)));
        Assert.Equal("/security/recoverycodes", (await browser.SubmitAsync(back, "Make new")).Path, ignoreCase: true);
    }

    [Fact]
    public async Task The_cookie_from_before_the_proof_opens_nothing()
    {
        var owner = await site.SignedInAsync(await site.ResidentAsync());
        var thief = site.Browser().Stealing(owner);

        await owner.SubmitAsync(
            await owner.GoAsync("/security/prove"), "Go on", ("Password", SignInSite.Password));

        Assert.Equal("/security", (await owner.GoAsync("/security")).Path);
        Assert.Equal("/signin", (await thief.GoAsync("/security")).Path);
    }

    [Fact]
    public async Task A_guesser_of_the_proof_waits()
    {
        var browser = await site.SignedInAsync(await site.ResidentAsync());
        var page = await browser.GoAsync("/security/prove");

        for (var i = 0; i < FailedTries.Free; i++)
        {
            await browser.SubmitAsync(page, "Go on", ("Password", $"guess number {i}"));
        }

        var waiting = await browser.SubmitAsync(page, "Go on", ("Password", SignInSite.Password));
        Assert.Equal(System.Net.HttpStatusCode.TooManyRequests, waiting.Status);
    }

    [Fact]
    public async Task Every_act_that_changes_a_sign_in_asks_for_itself()
    {
        await site.AskAsync<MakeRecoveryCodes>(async act => Stale(await act.RunAsync(Nobody, default)));
        await site.AskAsync<SetUpAuthenticator>(async act =>
        {
            Stale(await act.BeginAsync(Nobody, default));
            Stale(await act.ConfirmAsync(Nobody, "000000", default));
        });
        await site.AskAsync<ChangePasskey>(async act => Stale(await act.RemoveAsync(Nobody, [1], default)));
        await site.AskAsync<KeepPasskey>(async act =>
            Assert.Equal(ProveAgain.NotFresh, (await act.WhyNotAsync(Nobody, "Phone", default))?.Key));
    }

    private string CodeOf(string key)
    {
        site.Clock.Advance(TimeSpan.FromSeconds(30));
        return Totp.Code(key, Totp.StepOf(site.Clock.GetUtcNow()));
    }

    private static void Stale<T>(Outcome<T> outcome) =>
        Assert.Equal(ProveAgain.NotFresh, Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key);
}
