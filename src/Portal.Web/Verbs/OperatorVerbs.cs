using System.Globalization;
using Portal.Core.Common;

namespace Portal.Web.Verbs;

/// <summary>
/// What an operator can ask of the program instead of serving pages: <c>dotnet Portal.Web.dll VERB</c>. A verb prints
/// what it did on standard output and why it could not on standard error; 0 means well.
/// </summary>
public static class OperatorVerbs
{
    /// <summary>Asked for wrongly: nothing was tried.</summary>
    public const int Misused = 2;

    private static readonly Dictionary<string, IVerb> All = new IVerb[]
    {
        new MigrateVerb(), new SeedDemoVerb(), new CheckBooksVerb(), new PriceBillsVerb(), new ExportLedgerVerb(),
        new CheckFileVerb(), new CleanHtmlVerb(), new AddStaffVerb(), new RunJobVerb(),
    }.ToDictionary(v => v.Name);

    /// <summary>Whether the arguments ask for a verb: their first word is one, or is no option.</summary>
    public static bool Ask(string[] args) => args.Length > 0 && !args[0].StartsWith('-');

    /// <summary>Carries out the verb that the arguments name.</summary>
    /// <param name="args">The verb and its options.</param>
    /// <param name="buildServices">Builds the portal's services, for verbs that need them.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<IServiceProvider> buildServices)
    {
        // Operators read English, whatever the machine speaks.
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-US");
        if (!All.TryGetValue(args[0], out var verb))
        {
            await Console.Error.WriteLineAsync(
                $"There is no verb {args[0]}. The verbs are: {string.Join(", ", All.Keys)}.");
            return Misused;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        if (VerbOptions.Read(args[1..], verb.Options) is not { } options)
        {
            await Console.Error.WriteLineAsync($"Use it so: {verb.Use}");
            return Misused;
        }

        try
        {
            return await verb.RunAsync(options, buildServices, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
        catch (Npgsql.NpgsqlException fault)
        {
            await Console.Error.WriteLineAsync($"The database says: {fault.Message}");
            return 1;
        }
    }

    /// <summary>The value of a done act; a refusal is printed.</summary>
    internal static bool Done<T>(this Outcome<T> outcome, out T value)
    {
        switch (outcome)
        {
            case Outcome<T>.Done(var done):
                value = done;
                return true;
            case Outcome<T>.Refused(var refusal):
                Console.Error.WriteLine(refusal.Reason);
                value = default!;
                return false;
            default: throw new InvalidOperationException("An outcome has two cases.");
        }
    }
}

/// <summary>One operator verb.</summary>
public interface IVerb
{
    string Name { get; }

    /// <summary>How it is asked for, as shown to who asks wrongly.</summary>
    string Use { get; }

    /// <summary>Names of the options it takes, without dashes; "" stands for one value without a name.</summary>
    IReadOnlyList<string> Options { get; }

    Task<int> RunAsync(VerbOptions options, Func<IServiceProvider> buildServices, CancellationToken ct);
}

/// <summary>Options of a verb as given: <c>--name value</c>.</summary>
public sealed class VerbOptions
{
    /// <summary>Names a second value without a name.</summary>
    public const string Second = " 2";

    private readonly Dictionary<string, string> _values = [];

    /// <summary>The value of an option, or null when it was not given.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <returns>
    /// Null when there is an option the verb does not take, or one without its value, or one given twice.
    /// </returns>
    public static VerbOptions? Read(string[] args, IReadOnlyList<string> known)
    {
        var options = new VerbOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var named = args[i].StartsWith("--", StringComparison.Ordinal);
            var name = named ? args[i][2..] : options[""] is null ? "" : Second;
            if (!known.Contains(name) || (named && ++i >= args.Length) || !options._values.TryAdd(name, args[i]))
            {
                return null;
            }
        }

        return options;
    }

    /// <summary>A day written 2026-11-22; null when it is missing or not a day.</summary>
    public DateOnly? Day(string name) =>
        DateOnly.TryParseExact(this[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
