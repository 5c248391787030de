using Portal.Core.Billing.Rating;

namespace Portal.Web.Verbs;

/// <summary>Prices each case of a published-bills.json with the portal's own rating code.</summary>
public sealed class PriceBillsVerb : IVerb
{
    public string Name => "price-bills";

    public string Use => "price-bills PATH";

    public IReadOnlyList<string> Options => [""];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        if (options[""] is not { } path)
        {
            await Console.Error.WriteLineAsync($"Use it so: {Use}");
            return OperatorVerbs.Misused;
        }

        return PriceBills.Run(path, Console.Out, Console.Error);
    }
}
