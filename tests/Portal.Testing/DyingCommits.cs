using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Portal.Testing;

/// <summary>
/// Lets a test's process die in the moment before it commits; other tests at the same time do not notice.
/// </summary>
public sealed class DyingCommits : DbTransactionInterceptor
{
    private static readonly AsyncLocal<StrongBox<bool>?> Armed = new();

    /// <summary>A switch for this flow of work: set its value, and the next commit dies.</summary>
    public static StrongBox<bool> Switch() => Armed.Value = new StrongBox<bool>();

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default) =>
        Armed.Value is { Value: true } ? throw new ProcessDiedException() : ValueTask.FromResult(result);
}

/// <summary>Stands for a process that is gone.</summary>
public sealed class ProcessDiedException : Exception;
