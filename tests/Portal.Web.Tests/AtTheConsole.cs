using Portal.Web.Verbs;

namespace Portal.Web.Tests;

/// <summary>
/// Verbs as an operator runs them. Standard output belongs to the whole process: nothing else runs meanwhile.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AtTheConsole
{
    public const string Name = "At the console";

    internal static async Task<(int Code, string Said, string Complained)> RunAsync(
        IVerb verb, IServiceProvider services, params string[] options)
    {
        var (output, error) = (Console.Out, Console.Error);
        using var said = new StringWriter();
        using var complained = new StringWriter();
        try
        {
            Console.SetOut(said);
            Console.SetError(complained);
            var code = await verb.RunAsync(VerbOptions.Read(options, verb.Options)!, () => services, default);
            return (code, said.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
