using Portal.Core.Data;

namespace Portal.Web.Verbs;

/// <summary>Brings the database to this version, as its owner. Run twice, it changes nothing the second time.</summary>
public sealed class MigrateVerb : IVerb
{
    public string Name => "migrate";

    public string Use => "migrate (with ConnectionStrings__PortalOwner set)";

    public IReadOnlyList<string> Options => [];

    public async Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct)
    {
        var owner = new ConfigurationBuilder().AddEnvironmentVariables().Build().GetConnectionString("PortalOwner");
        if (string.IsNullOrEmpty(owner))
        {
            await Console.Error.WriteLineAsync("Set ConnectionStrings__PortalOwner to the database, as its owner.");
            return OperatorVerbs.Misused;
        }

        try
        {
            var run = await new MigrateDatabase(owner).RunAsync(ct);
            Console.WriteLine(run.Count == 0 ? "The database is current." : $"Ran {string.Join(", ", run)}.");
            return 0;
        }
        catch (InvalidOperationException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }
}
