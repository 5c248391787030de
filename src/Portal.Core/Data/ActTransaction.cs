using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Portal.Core.Data;

/// <summary>
/// An act's transaction: its own, or the one of the act that runs it (an approval runs what it approves, a preview
/// what it will undo). Only its own is committed or undone here. While it lasts, the context saves nothing outside it.
/// </summary>
public sealed class ActTransaction : IAsyncDisposable
{
    private readonly PortalDbContext _db;
    private readonly IDbContextTransaction? _own;

    private ActTransaction(PortalDbContext db, IDbContextTransaction? own) => (_db, _own) = (db, own);

    /// <summary>Begins one, or joins the one that is open.</summary>
    public static async Task<ActTransaction> BeginOrJoinAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (db.Database.CurrentTransaction is not null)
        {
            return new(db, null);
        }

        var own = await db.Database.BeginTransactionAsync(ct);
        db.IsInAct = true;
        return new(db, own);
    }

    public Task CommitAsync(CancellationToken ct)
    {
        _db.RequireTransaction();
        return _own?.CommitAsync(ct) ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            _db.IsInAct = false;
            await _own.DisposeAsync();
        }
    }
}
