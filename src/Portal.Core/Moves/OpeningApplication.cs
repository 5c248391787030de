using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>What somebody must say, and the office must have checked, before an account is opened for them.</summary>
/// <param name="IsIdentityConfirmed">Whether the proof of identity was theirs; null when nobody said.</param>
/// <param name="IdentityNote">What was looked at: "driver's license", without its number.</param>
/// <param name="Deposit">To be demanded; at most the estimate of the city's deposit rules.</param>
/// <param name="NoDepositReason">Why none is demanded.</param>
public sealed record OpeningApplication(
    Occupancy? Occupancy, bool? IsIdentityConfirmed, string? IdentityNote, Usd? Deposit, string? NoDepositReason)
{
    /// <summary>Letters of a note or a reason, at most (ck_account_opening_identity_note).</summary>
    public const int LongestNote = 1_000;

    /// <summary>The most that may be asked for where nobody is billed on the account yet; null without rules.</summary>
    public static async Task<Usd?> MostAsync(
        PortalDbContext db, CustomerKind kind, Guid premiseId, DateOnly today, CancellationToken ct) =>
        await db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, today, ct) is { } rules
            ? (await DepositEstimate.AtAsync(db, kind, premiseId, rules, today, ct)).Most
            : null;

    /// <summary>All that is missing, at once.</summary>
    internal async Task<List<Refusal>> WhyNotAsync(
        PortalDbContext db, CustomerKind kind, Guid premiseId, DateOnly today, CancellationToken ct)
    {
        var reasons = new List<Refusal>();
        void When(bool wrong, string key, params object[] values)
        {
            if (wrong) { reasons.Add(new(key, values)); }
        }

        When(Occupancy is null, "Open_OccupancyMissing");
        When(IsIdentityConfirmed is null, "Open_IdentityMissing");
        When(IsIdentityConfirmed is false, "Open_IdentityNotConfirmed");
        When(RichText.Plain(IdentityNote).Length is 0 or > LongestNote, "Open_IdentityNoteMissing", LongestNote);
        var reason = RichText.Plain(NoDepositReason);
        When(Deposit is null && reason.Length is 0 or > LongestNote, "Open_DepositMissing");
        When(Deposit is not null && reason.Length > 0, "Open_DepositTwice");
        if (Deposit is { } amount)
        {
            var most = await MostAsync(db, kind, premiseId, today, ct);
            When(most is null, "Open_NoDepositRules");
            When(most is { } limit && (!amount.IsPositive || amount > limit), "Open_DepositAbove", most ?? Usd.Zero);
        }

        return reasons;
    }

    /// <summary>Of an account just opened: demands the deposit, and keeps what was known. The caller saves.</summary>
    internal async Task<Refusal?> KeepAsync(
        PortalDbContext db, DemandDeposit demand, ServiceMove move, Actor by, CancellationToken ct)
    {
        if (Deposit is { } amount)
        {
            await db.SaveChangesAsync(ct);
            if (await demand.RunAsync(
                new(move.Id, move.CustomerAccountId, DepositCause.NewService, amount, "New account", by),
                ct) is Outcome<DepositDemand>.Refused(var refusal))
            {
                return refusal;
            }
        }

        db.Add(new AccountOpening
        {
            CustomerAccountId = move.CustomerAccountId,
            MoveId = move.Id,
            Occupancy = Occupancy!.Value,
            IdentityNote = RichText.Plain(IdentityNote),
            DepositDemandId = Deposit is null ? null : move.Id,
            NoDepositReason = Deposit is null ? RichText.Plain(NoDepositReason) : null,
        });
        return null;
    }
}
