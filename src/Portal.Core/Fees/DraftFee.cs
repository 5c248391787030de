using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Fees;

/// <summary>
/// Drafts the next version of a fee; it charges nothing until another person releases it. The same operation drafts
/// once. Refuses: an amount above its cap, a cap without a source, a day in the past, a second draft of the fee.
/// </summary>
public sealed class DraftFee(PortalDbContext db, BusinessClock clock)
{
    /// <summary>The figures of a fee, as they are filled in. Which are needed follows from the kind.</summary>
    public sealed record Figures(Usd Amount, DateOnly EffectiveOn, string LabelEn, string LabelEs)
    {
        public Usd? AfterHours { get; init; }

        public Usd? Later { get; init; }

        public Usd? Cap { get; init; }

        public Usd? AfterHoursCap { get; init; }

        public Usd? LaterCap { get; init; }

        public string? CapSource { get; init; }

        public Usd? LowIncomeCap { get; init; }

        public Usd? LowIncomeAfterHoursCap { get; init; }

        public decimal? IndexFactor { get; init; }

        public int? IndexYear { get; init; }

        public int? WaiverMonths { get; init; }

        public string Note { get; init; } = "";
    }

    public sealed record Request(Guid OperationId, FeeKind Kind, Figures Figures, Actor By);

    public async Task<Outcome<FeeRate>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockFeeAsync(request.Kind, ct);
        var rows = await FeeTable.RowsAsync(db, request.Kind, ct);
        if (rows.FirstOrDefault(r => r.Rate.Id == request.OperationId) is { } already)
        {
            return already.Rate;
        }

        if (WhyNot(request, rows) is { } refusal)
        {
            return refusal;
        }

        var draft = Make(request, rows);
        db.Add(draft);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DraftFee), null, new
        {
            fee = $"{draft.Kind}",
            version = draft.Version,
            cents = draft.Amount.Cents,
            from = draft.EffectiveOn,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return draft;
    }

    private Refusal? WhyNot(Request request, IReadOnlyList<FeeTable.Row> rows)
    {
        var f = request.Figures;
        var amounts = new[] { f.Amount, f.AfterHours, f.Later, f.Cap, f.AfterHoursCap, f.LaterCap, f.LowIncomeCap,
            f.LowIncomeAfterHoursCap };
        var visits = request.Kind is FeeKind.Reconnect or FeeKind.FieldVisit;
        return rows.Any(r => r.IsDraft) ? new("Fee_DraftThere")
            : amounts.Any(a => a is { } figure && (!figure.IsPositive || figure > Usd.LargestPayment))
                ? new("Pay_AmountOutOfRange", new Usd(1), Usd.LargestPayment)
            : f.EffectiveOn < clock.Today ? new("Fee_InPast", clock.Today)
            : string.IsNullOrWhiteSpace(f.LabelEn) || string.IsNullOrWhiteSpace(f.LabelEs) ? new("Fee_NameMissing")
            : request.Kind == FeeKind.ReturnedItem != f.Later is not null ? new("Fee_LaterMissing")
            : f.AfterHours is not null && !visits ? new("Fee_NoHours")
            : f.Amount > f.Cap || f.AfterHours > f.AfterHoursCap || f.Later > f.LaterCap ? new("Fee_AboveCap")
            : (f.Cap ?? f.AfterHoursCap ?? f.LaterCap) is not null && string.IsNullOrWhiteSpace(f.CapSource)
                ? new("Fee_CapSourceMissing")
            : (f.LowIncomeCap ?? f.LowIncomeAfterHoursCap) is not null && request.Kind != FeeKind.Reconnect
                ? new("Fee_LowIncomeReconnect")
            : f.IndexFactor is null != f.IndexYear is null || f.IndexFactor is <= 0 or >= 1000
                ? new("Fee_IndexIncomplete")
            : f.WaiverMonths is <= 0 or > 1200 ? new("Fee_WaiverMonths")
            : null;
    }

    private FeeRate Make(Request request, IReadOnlyList<FeeTable.Row> rows)
    {
        var f = request.Figures;
        var returned = request.Kind == FeeKind.ReturnedItem;
        var before = rows.Count > 0 ? rows[0].Rate : null;
        return new()
        {
            Id = request.OperationId,
            Kind = request.Kind,
            Version = (before?.Version ?? 0) + 1,
            EffectiveOn = f.EffectiveOn,
            Amount = f.Amount,
            AfterHours = f.AfterHours,
            Later = f.Later,
            Cap = f.Cap,
            AfterHoursCap = f.AfterHoursCap,
            LaterCap = f.LaterCap,
            CapSource = string.IsNullOrWhiteSpace(f.CapSource) ? null : f.CapSource.Trim(),
            LowIncomeCap = f.LowIncomeCap,
            LowIncomeAfterHoursCap = f.LowIncomeAfterHoursCap,
            IndexFactor = f.IndexFactor,
            IndexYear = f.IndexYear,
            WaiverMonths = f.WaiverMonths,
            Fund = before?.Fund ?? (returned ? Funds.General : Funds.Water),
            GlAccount = before?.GlAccount ?? (returned ? GlAccounts.ReturnedItemFees : GlAccounts.ServiceFees),
            LabelEn = f.LabelEn.Trim(),
            LabelEs = f.LabelEs.Trim(),
            Note = f.Note.Trim(),
            DraftedBy = request.By.Name,
            DraftedAt = clock.Now,
        };
    }
}
