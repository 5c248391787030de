using System.Collections.Frozen;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Billing.Runs;

/// <summary>Enums as the tables and the rates write them, made once: a run asks for them a million times.</summary>
internal static class RunWords
{
    private static readonly FrozenDictionary<UtilityService, string> Services =
        Enum.GetValues<UtilityService>().ToFrozenDictionary(s => s, s => SnakeCase.Snake(s.ToString()));

    private static readonly FrozenDictionary<string, UtilityService> ServicesByWord =
        Services.ToFrozenDictionary(s => s.Value, s => s.Key);

    private static readonly FrozenDictionary<CustomerClass, string> Classes =
        Enum.GetValues<CustomerClass>().ToFrozenDictionary(c => c, c => SnakeCase.Snake(c.ToString()));

    private static readonly FrozenDictionary<string, CustomerClass> ClassesByWord =
        Classes.ToFrozenDictionary(c => c.Value, c => c.Key);

    internal static string Of(UtilityService service) => Services[service];

    internal static string Of(CustomerClass kind) => Classes[kind];

    internal static string Of(FindingCode code) => SnakeCase.Snake(code.ToString());

    internal static FindingCode Code(string word) =>
        Enum.Parse<FindingCode>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    internal static UtilityService Service(string word) => ServicesByWord[word];

    internal static CustomerClass Class(string word) => ClassesByWord[word];
}
