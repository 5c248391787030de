using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.People;
using Portal.Core.Requests;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Every morning: puts before the next role up what waits longer for a second person than the city's patience, counted
/// in open days of the office, and mails those who can decide it, one letter to each. Once for each matter and step,
/// however many workers run. The task of a matter that was decided meanwhile is done. Safe to run twice.
/// </summary>
public sealed class EscalateApprovals(
    PortalDbContext db, RaiseOfficeTask raise, QueueMail queueMail, SignInSettings settings, BusinessClock clock)
{
    /// <summary>Kind of the office's task.</summary>
    public const string TaskKind = "approval_late";

    /// <summary>The oldest that nobody was told of yet; the rest come the day after.</summary>
    public const int Most = 500;

    /// <returns>Matters that were put before the next role.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(EscalateApprovals)}))", ct);
        var today = clock.Today;
        var office = await OfficeDays.OfAsync(db, ct);
        var patience = await ApprovalPatience.OnAsync(db, today, ct);
        var waiting = await db.Database.SqlQueryRaw<Item>(ApprovalSql.Everything, today).ToListAsync(ct);
        var told = await ToldAsync(ct);
        var late = (
            from item in waiting
            orderby item.At, item.Id
            let ladder = Ladder(item)
            let step = patience.StepsPassed(
                item.Kind, clock.DayOf(item.At), today, office, Math.Max(1, ladder.Count - 1))
            where step > told.GetValueOrDefault((item.Kind, item.Id, item.At))
            select new Late(item, step, ladder[Math.Min(step, ladder.Count - 1)])).Take(Most).ToList();
        await FinishTasksAsync(waiting, late, ct);
        var deciders = await ApprovalDeciders.OfAsync(db, [.. late.Select(l => l.Item.Matter)], today, ct);
        foreach (var (one, who) in late.Zip(deciders))
        {
            await RecordAsync(one, who, patience, office, ct);
        }

        await db.SaveChangesAsync(ct);
        await MailAsync([.. late.Zip(deciders)], ct);
        await tx.CommitAsync(ct);
        return late.Count;
    }

    /// <summary>Who may decide it, from the least role on: the task goes up this ladder.</summary>
    private static List<StaffRole> Ladder(Item item)
    {
        var roles = Enum.GetValues<StaffRole>()
            .Where(r => StaffRoles.BundleOf(r).Contains(item.Needs) && StaffRoles.RankOf(r) >= item.Rank)
            .OrderBy(StaffRoles.RankOf).ToList();
        return roles is [] ? [StaffRole.FinanceManager] : roles;
    }

    /// <summary>The last step that was told of each matter.</summary>
    private async Task<Dictionary<(string, Guid, DateTimeOffset), int>> ToldAsync(CancellationToken ct) =>
        await db.Set<ApprovalEscalation>().AsNoTracking()
            .GroupBy(e => new { e.Kind, e.ItemId, e.WaitsSince })
            .Select(g => new { g.Key, Step = g.Max(e => e.Step) })
            .ToDictionaryAsync(g => (g.Key.Kind, g.Key.ItemId, g.Key.WaitsSince), g => g.Step, ct);

    /// <summary>A task is done when its matter was decided, and when the next role has a task of its own.</summary>
    private async Task FinishTasksAsync(List<Item> waiting, List<Late> late, CancellationToken ct)
    {
        var stands = waiting.Select(w => w.Key).Except(late.Select(l => l.Item.Key)).ToHashSet();
        foreach (var task in await db.OfficeTasks.Where(t => t.Kind == TaskKind && t.DoneAt == null).ToListAsync(ct))
        {
            if (stands.Contains(task.DedupeKey[..task.DedupeKey.LastIndexOf(':')])) { continue; }

            (task.DoneAt, task.DoneBy) = (clock.Now, Actor.System.Name);
        }
    }

    private async Task RecordAsync(
        Late one, ApprovalDeciders who, ApprovalPatience patience, OfficeDays office, CancellationToken ct)
    {
        var (item, asked) = (one.Item, clock.DayOf(one.Item.At));
        db.Add(new ApprovalEscalation
        {
            Kind = item.Kind,
            ItemId = item.Id,
            WaitsSince = item.At,
            Step = one.Step,
            Role = one.Role,
            Deciders = who.Here.Count,
            EscalatedOn = clock.Today,
            EscalatedAt = clock.Now,
        });
        var amount = item.Cents is { } cents ? $" of {new Usd(cents)}" : "";
        var due = patience.DueOn(item.Kind, asked, office);
        var nobody = who.Here.Count > 0 ? ""
            : who.Away.Count > 0 ? " Everybody who may decide it is away."
            : " Nobody who may decide it is at work: somebody must be given the role, or be let in again.";
        await raise.RunAsync(
            new(TaskKind, $"{item.Key}:{one.Step}", string.Create(
                CultureInfo.InvariantCulture,
                $"{item.Kind}{amount}, asked for on {asked:yyyy-MM-dd}, should have been decided by {due:yyyy-MM-dd}. "
                + $"For: {StaffRoles.WordOf(one.Role).Replace('_', ' ')}.{nobody}"))
            {
                CustomerAccountId = item.AccountId,
            },
            ct);
    }

    private async Task MailAsync(List<(Late Late, ApprovalDeciders Who)> late, CancellationToken ct)
    {
        var letters = late.SelectMany(l => Told(l.Late, l.Who).Select(m => (m.UserId, l.Late)))
            .GroupBy(m => m.UserId, m => m.Late).ToList();
        var ids = letters.Select(l => l.Key).ToList();
        var people = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, ct);
        foreach (var letter in letters)
        {
            var (user, first) = (people[letter.Key], letter.First());
            await queueMail.RunAsync(
                new(
                    new(user.DisplayName, user.Email!, user.Language),
                    new ApprovalsLateLetter(
                        user.DisplayName, letter.Count(), clock.DayOf(first.Item.At),
                        new(settings.PublicUrl, "/office/approvals?overdue=true")),
                    $"approvals_late:{user.Id}:{first.Item.Key}:{first.Step}")
                {
                    UserId = user.Id,
                },
                ct);
        }
    }

    /// <summary>Of those at work the role and who is above it; else all of them; else those who are away.</summary>
    private static IReadOnlyList<StaffMember> Told(Late late, ApprovalDeciders who)
    {
        var up = who.Here.Where(m => m.Roles.Max(StaffRoles.RankOf) >= StaffRoles.RankOf(late.Role)).ToList();
        return up is not [] ? up : who.Here is not [] ? who.Here : who.Away;
    }

    private sealed record Late(Item Item, int Step, StaffRole Role);

    private sealed record Item(
        string Kind, Guid Id, Guid? AccountId, long? Cents, string[] Makers, string[] Others, DateTimeOffset At,
        string Needs, int Rank)
    {
        public string Key => $"{TaskKind}:{Kind}:{Id}:{At.UtcTicks}";

        public ApprovalDeciders.Matter Matter => new(Id, AccountId, Makers, Others, Needs, Rank);
    }
}
