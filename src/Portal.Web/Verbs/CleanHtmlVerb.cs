using System.Text;
using Portal.Core.Common;

namespace Portal.Web.Verbs;

/// <summary>Standard input to standard output through the cleaner of HTML. Needs no database and no theme.</summary>
public sealed class CleanHtmlVerb : IVerb
{
    private static readonly UTF8Encoding Plain = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Where it reads from; standard input when null.</summary>
    internal Stream? Input { get; init; }

    /// <summary>Where it writes to; standard output when null.</summary>
    internal Stream? Output { get; init; }

    public string Name => "clean-html";

    public string Use => "clean-html < HTML";

    public IReadOnlyList<string> Options => [];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        using var reader = new StreamReader(Input ?? Console.OpenStandardInput(), Plain);
        var clean = new AllowListCleaner().Clean(await reader.ReadToEndAsync(ct));
        await (Output ?? Console.OpenStandardOutput()).WriteAsync(Plain.GetBytes(clean), ct);
        return 0;
    }
}
