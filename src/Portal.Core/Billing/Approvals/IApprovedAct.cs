using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Core.Common;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>An act that waits for a second person when it is large.</summary>
public interface IApprovedAct
{
    /// <summary>Names the act in its approval requests.</summary>
    string Kind { get; }

    /// <summary>Does what a request asked for, in the transaction of the approval.</summary>
    /// <param name="document">The act's request, as it was when it was asked for.</param>
    Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct);

    /// <summary>The request in words of the office, for whoever decides: notes and references.</summary>
    string Describe(string document);

    /// <summary>The kept document behind the request, for whoever decides to open.</summary>
    Guid? DocumentOf(string document) => null;

    /// <summary>Accounts that it changes beside its own: who approves sees their balances too.</summary>
    Task<IReadOnlyList<Guid>> OtherAccountsAsync(string document, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Guid>>([]);
}

/// <summary>How acts' requests are kept until somebody decides.</summary>
internal static class RequestJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Of<T>(T request) => JsonSerializer.Serialize(request, Json);

    public static T Read<T>(string document) =>
        JsonSerializer.Deserialize<T>(document, Json) ?? throw new JsonException("A request is null.");
}
