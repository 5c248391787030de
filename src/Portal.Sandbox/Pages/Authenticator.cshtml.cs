using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Sandbox.Pages;

/// <summary>The codes a demo staff member's phone would show.</summary>
public sealed class AuthenticatorModel(SandboxOptions options) : PageModel
{
    public IReadOnlyList<(string Name, string Code)> Codes { get; private set; } = [];

    public int SecondsLeft { get; private set; }

    public void OnGet()
    {
        var now = options.Clock.GetUtcNow();
        SecondsLeft = OneTimeCode.SecondsLeft(now);
        Codes = [.. options.AuthenticatorKeys.Select(pair => (pair.Key, OneTimeCode.At(pair.Value, now)))];
    }
}
