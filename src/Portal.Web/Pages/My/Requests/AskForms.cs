using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Web.People;

namespace Portal.Web.Pages.My.Requests;

/// <summary>What the forms of asking share: choices, what was typed, and reasons by their fields.</summary>
public static class AskForms
{
    public static Guid? Id(string? typed) => Guid.TryParse(typed, out var id) ? id : null;

    public static int? No(string? typed) =>
        int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var no) ? no : null;

    /// <summary>A day as a browser sends it, or as people here write it.</summary>
    public static DateOnly? Day(string? typed) => DateOnly.TryParseExact(
        typed?.Trim(), ["yyyy-MM-dd", "M/d/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    public static async Task<IReadOnlyList<SelectListItem>> TopicsAsync(
        PortalDbContext db, RequestKind kind, string choose, CancellationToken ct) =>
        [
            new(choose, ""),
            .. (await db.Set<RequestTopic>().AsNoTracking().Where(
                t => t.Kind == kind && t.Audience == TopicAudience.Customer && t.RetiredAt == null).OrderBy(t => t.Sort)
                .ToListAsync(ct)).Select(t => new SelectListItem(t.NameIn(CultureInfo.CurrentUICulture), t.Code)),
        ];

    /// <param name="managed">Only accounts that are theirs to manage.</param>
    /// <param name="none">Names no account at all; null when one must be chosen.</param>
    /// <param name="noneValue">What is posted for it.</param>
    public static async Task<IReadOnlyList<SelectListItem>> AccountsAsync(
        PortalDbContext db, Guid userId, bool managed, string? none, CancellationToken ct,
        string noneValue = "")
    {
        var rows = await (
            from account in managed ? db.ManagedBy(userId) : db.VisibleTo(userId)
            join premise in db.Premises on account.PremiseId equals premise.Id
            orderby account.ClosedOn != null, account.Number
            select new { account.Id, account.Number, premise.Line1 }).ToListAsync(ct);
        var choices = rows.Select(a => new SelectListItem($"{a.Line1} · {CustomerAccount.Mask(a.Number)}", $"{a.Id}"));
        return [.. none is null ? choices : choices.Append(new(none, noneValue))];
    }

    /// <summary>Every reason, each by the field it is about where there is one.</summary>
    public static void AddReasons(this ModelStateDictionary state, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(refusal);
        foreach (var reason in refusal.All) { state.AddModelError(FieldOf(reason.Key), reason.Reason); }
    }

    private static string FieldOf(string key) => key switch
    {
        "Request_TopicMissing" => "Input.Topic",
        "Request_AccountMissing" or "Account_NotFound" => "Input.Account",
        "Request_PlaceMissing" => "Input.Place",
        "Request_WordsMissing" or "Request_WordsLong" => "Input.Words",
        "Asking_PurposeMissing" => "Input.Purpose",
        "Asking_NameMissing" => "Input.Name",
        "Asking_PhoneWrong" => "Input.Phone",
        "Mail_AddressNotUsable" => "Input.Email",
        "Request_ScoreMissing" => "Rating.Score",
        "Request_DocumentMissing" or "Move_IdentityMissing" => "Input.Files",
        "Dispute_LinesMissing" => "Input.Lines",
        "Move_PlaceMissing" or "Move_Asked" => "Input.StopPremise",
        "Move_StartPlaceMissing" => "Input.StartPlace",
        "Move_OccupancyMissing" => "Input.Occupancy",
        "Move_NameMissing" => "Input.LegalName",
        "Move_PhoneMissing" => "Input.Phone",
        "Move_ForwardingNotYours" => "Input.Forwarding.Line1",
        _ when AddressFields.FieldOf(key) is { } field => $"Input.Forwarding.{field}",
        _ when key.StartsWith("File_", StringComparison.Ordinal) => "Input.Files",
        _ when key.EndsWith("_Stop", StringComparison.Ordinal) => "Input.StopOn",
        _ when key.EndsWith("_Start", StringComparison.Ordinal) => "Input.StartOn",
        _ => "",
    };
}

/// <summary>The bill, or the line of it, that is asked about.</summary>
/// <param name="Line">The line's name; null for the whole bill.</param>
public sealed record AskableBill(
    Guid BillId, Guid AccountId, DateOnly IssuedOn, string Place, int? LineNo, string? Line, bool MayDispute)
{
    /// <summary>Null when the resident has no such bill, or the bill no such line.</summary>
    public static async Task<AskableBill?> OfAsync(
        PortalDbContext db, Guid userId, Guid billId, int? lineNo, CancellationToken ct)
    {
        var bill = await (
            from found in db.Bills
            join account in db.VisibleTo(userId) on found.CustomerAccountId equals account.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where found.Id == billId
            select new { found.CustomerAccountId, found.IssuedOn, premise.Line1 }).SingleOrDefaultAsync(ct);
        var line = lineNo is null ? null : await db.BillLines.AsNoTracking()
            .SingleOrDefaultAsync(l => l.BillId == billId && l.No == lineNo, ct);
        if (bill is null || (lineNo is not null && line is null)) { return null; }

        var mayDispute = await db.ManagedBy(userId).AnyAsync(a => a.Id == bill.CustomerAccountId, ct);
        return new(billId, bill.CustomerAccountId, bill.IssuedOn, bill.Line1, lineNo,
            line is null ? null : RequestTerms.OfLine(line.Explanation), mayDispute);
    }
}
