using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Puts before the office what follows soon on a change of name or address and may be somebody else's doing: a refund
/// asked for or left at the end, a new way to pay (16 CFR 681.1; practice.md §3.2). Nothing is held up. Part of the
/// caller's transaction.
/// </summary>
public sealed class WatchForRedFlags(PortalDbContext db, RaiseOfficeTask raise, TimeProvider clock)
{
    /// <summary>How long after a change an act is looked at.</summary>
    public const int Days = 30;

    /// <param name="reference">Id of what was asked for or added; it and the account name the task.</param>
    /// <returns>True when a task was raised.</returns>
    public async Task<bool> RunAsync(
        Guid customerAccountId, RedFlagAct act, Guid reference, CancellationToken ct)
    {
        var since = clock.GetUtcNow().AddDays(-Days);
        var change = await (
            from account in db.CustomerAccounts
            join changed in db.ContactChanges on account.CustomerId equals changed.CustomerId
            where account.Id == customerAccountId && changed.ChangedAt >= since
                && (changed.Part == ContactPart.MailingAddress || changed.Part == ContactPart.Email
                    || changed.Part == ContactPart.Phone || changed.Part == ContactPart.Name
                    || changed.Part == ContactPart.LegalName)
            orderby changed.ChangedAt descending
            select changed).AsNoTracking().FirstOrDefaultAsync(ct);
        var signIn = await (
            from changed in db.EmailChanges
            join link in db.AccountLinks on changed.UserId equals link.UserId
            where link.CustomerAccountId == customerAccountId && link.EndedAt == null
                && changed.Kind == EmailChangeKind.SignIn && changed.ConfirmedAt >= since
            select changed.ConfirmedAt).MaxAsync(ct);
        if (change is null && signIn is null) { return false; }

        var isSignIn = change is null || signIn > change.ChangedAt;
        var days = (clock.GetUtcNow() - (isSignIn ? signIn!.Value : change!.ChangedAt)).Days;
        var what = isSignIn ? "sign-in e-mail address" : Named(change!.Part);
        return await raise.RunAsync(
            new("red_flag", $"red_flag:{reference}:{customerAccountId}",
                $"{Asked(act)} {days} days after a change of {what}")
            {
                CustomerAccountId = customerAccountId,
            },
            ct);
    }

    private static string Asked(RedFlagAct act) => act switch
    {
        RedFlagAct.RefundRequest => "A refund was asked for",
        RedFlagAct.NewPaymentMethod => "A new way to pay was saved",
        RedFlagAct.CreditLeft => "The account closed with a credit to refund",
        _ => throw new InvalidOperationException($"Unknown act {act}."),
    };

    private static string Named(ContactPart part) => part switch
    {
        ContactPart.MailingAddress => "mailing address",
        ContactPart.Email => "e-mail address",
        ContactPart.Phone => "phone",
        _ => "name",
    };
}

/// <summary>What is looked at when it follows on a change.</summary>
public enum RedFlagAct
{
    RefundRequest,
    NewPaymentMethod,
    CreditLeft,
}
