using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>Who of the office could decide a matter on a day: let in, allowed to, and not of their own.</summary>
/// <param name="Here">Those who are at work.</param>
/// <param name="Away">Those who lend their word that day, for who lends is away (<see cref="LendBand"/>).</param>
public sealed record ApprovalDeciders(IReadOnlyList<StaffMember> Here, IReadOnlyList<StaffMember> Away)
{
    /// <summary>What decides who may: as a row of the inbox has it.</summary>
    /// <param name="Makers">Names of actors who do not decide it, for they made it.</param>
    /// <param name="Others">Further actors who do not decide it.</param>
    /// <param name="Needs">The permission.</param>
    /// <param name="Rank">How far a word must reach (<see cref="StaffRoles.RankOf"/>).</param>
    internal sealed record Matter(
        Guid Id, Guid? AccountId, string[] Makers, string[] Others, string Needs, int Rank);

    /// <summary>For each matter, in their order.</summary>
    internal static async Task<IReadOnlyList<ApprovalDeciders>> OfAsync(
        PortalDbContext db, IReadOnlyList<Matter> matters, DateOnly day, CancellationToken ct)
    {
        if (matters.Count == 0) { return []; }

        var staff = await db.StaffMembers.AsNoTracking().Where(s => s.SuspendedAt == null)
            .OrderBy(s => s.StartedAt).ThenBy(s => s.UserId).ToListAsync(ct);
        var lenders = await db.LendingAsync(day, ct);
        var asked = (
            from no in Enumerable.Range(0, matters.Count)
            from member in staff
            let actor = Actor.Staff(member.UserId).Name
            where StaffRoles.HeldBy(member.Roles).Contains(matters[no].Needs)
                && !matters[no].Makers.Contains(actor) && !matters[no].Others.Contains(actor)
            select (no, member, actor)).ToList();
        var may = (await MayAsync(db, matters, asked, day, ct)).ToHashSet();
        var could = asked.Where((_, i) => may.Contains(i)).ToLookup(a => a.no, a => a.member);
        return
        [
            .. Enumerable.Range(0, matters.Count).Select(no => new ApprovalDeciders(
                [.. could[no].Where(m => !lenders.Contains(m.UserId))],
                [.. could[no].Where(m => lenders.Contains(m.UserId))])),
        ];
    }

    /// <summary>Which of the pairs hold: the word reaches as far, and the account is not their own.</summary>
    private static Task<List<int>> MayAsync(
        PortalDbContext db, IReadOnlyList<Matter> matters,
        List<(int No, StaffMember Member, string Actor)> asked, DateOnly day, CancellationToken ct)
    {
        var actors = asked.Select(a => a.Actor).ToArray();
        var reaches = asked.Select(a => a.Member.Roles.Max(StaffRoles.RankOf)).ToArray();
        var items = asked.Select(a => matters[a.No].Id).ToArray();
        var accounts = asked.Select(a => matters[a.No].AccountId ?? Guid.Empty).ToArray();
        var ranks = asked.Select(a => matters[a.No].Rank).ToArray();
        return db.Database.SqlQuery<int>($"""
            select (x.no - 1)::int as "Value"
            from unnest({actors}, {reaches}, {items}, {accounts}, {ranks}) with ordinality
              x (actor, reach, item, account, rank, no)
            where (x.rank <= x.reach or x.rank <= approval_reach(x.actor, x.item, {day}))
              and not is_own_account(x.actor, x.account)
            """).ToListAsync(ct);
    }
}
