using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Portal.Core.Data;

/// <summary>
/// An act's transaction: its own, or the one of the act that runs it (an approval runs what it approves, a preview
/// what it will undo). Only its own is committed or undone here.
/// </summary>
public sealed class ActTransaction : IAsyncDisposable
{
    private readonly IDbContextTransaction? _own;

    private ActTransaction(IDbContextTransaction? own) => _own = own;

    /// <summary>Begins one, or joins the one that is open.</summary>
    public static async Task<ActTransaction> BeginOrJoinAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new(db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(ct) : null);
    }

    public Task CommitAsync(CancellationToken ct) => _own?.CommitAsync(ct) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
