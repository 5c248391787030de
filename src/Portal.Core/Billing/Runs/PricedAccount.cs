using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Billing.Runs;

/// <summary>What an account would be billed, and what stands in the way.</summary>
internal sealed record PricedAccount
{
    public required AccountInputs Inputs { get; init; }

    /// <summary>The bill's id, should it be issued; no part of the fingerprint.</summary>
    public required Guid BillId { get; init; }

    /// <summary>First day of this account's bill.</summary>
    public required DateOnly From { get; init; }

    public required IReadOnlyList<PricedCharge> Charges { get; init; }

    public required IReadOnlyList<BillRead> Reads { get; init; }

    /// <summary>What goes back on earlier bills that counted estimates; credited when the bill is issued.</summary>
    public IReadOnlyList<EstimateCredit> Credits { get; init; } = [];

    public required IReadOnlyList<RunFinding> Findings { get; init; }

    /// <summary>The same inputs and rates give the same bytes, and others others.</summary>
    public required byte[] Fingerprint { get; init; }

    public CustomerClass CustomerClass =>
        Inputs.Points.Count == 0 ? CustomerClass.Residential : Inputs.Points[0].CustomerClass;

    public Usd Total { get; init; }

    /// <summary>What budget billing would ask for in place of the new charges; null without it.</summary>
    public Usd? Asked => Inputs.Budget?.Ask(Total);

    /// <summary>What would be due with this bill; negative is a credit.</summary>
    public Usd Due => Inputs.Balance - (Inputs.Budget?.Plan.Gathered ?? Usd.Zero) + (Asked ?? Total)
        - Credits.Select(c => c.Amount).Sum();

    public bool IsBlocked => Findings.Any(f => f.Blocks);
}
