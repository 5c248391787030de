using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Sends somebody to the processor's page to keep a card or bank account. The visit is committed before the processor
/// is called; the same form is the same visit. Refuses an account or a method that is not theirs, and a form that was
/// used for something else.
/// </summary>
public sealed class StartSavingMethod(PortalDbContext db, FollowSetup follow, BusinessClock clock)
{
    private static readonly TimeSpan PageLife = TimeSpan.FromMinutes(31);

    /// <param name="ReplacesId">The method that the new one takes the place of.</param>
    public sealed record Request(
        Guid OperationId, SetupPurpose Purpose, Guid UserId, Guid? CustomerAccountId, Guid? ReplacesId,
        string Language);

    /// <param name="PageUrl">Where to send them; null unless the page is open.</param>
    public sealed record Started(Guid SetupId, SetupState State, Uri? PageUrl);

    public async Task<Outcome<Started>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await db.MethodSetups.AsNoTracking().SingleOrDefaultAsync(s => s.Id == request.OperationId, ct) is { } same)
        {
            return same.UserId == request.UserId && same.ReplacesId == request.ReplacesId
                ? Of(await follow.RunAsync(same.Id, ct))
                : new Refusal("Pay_DifferentRequest");
        }

        if (request.CustomerAccountId is { } account
            && !await db.PayableBy(request.UserId).AnyAsync(a => a.Id == account, ct))
        {
            return new Refusal("Account_NotFound");
        }

        if (request.ReplacesId is { } old && !await db.MethodsOf(request.UserId).AnyAsync(m => m.Id == old, ct))
        {
            return new Refusal("Method_NotFound");
        }

        var email = await db.Users.Where(u => u.Id == request.UserId).Select(u => u.Email).SingleAsync(ct);
        var setup = Make(
            request.OperationId, request.Purpose, request.UserId, request.CustomerAccountId, request.ReplacesId,
            request.Language, email, clock.Now);
        await db.Database.ExecuteSqlAsync($"""
            insert into method_setup (id, purpose, user_id, customer_account_id, replaces_id, state, language, email,
              created_at, expires_at, changed_at, check_at)
            values ({setup.Id}, {EnumWords<SetupPurpose>.Of(setup.Purpose)}, {setup.UserId}, {setup.CustomerAccountId},
              {setup.ReplacesId}, 'sending', {setup.Language}, {setup.Email}, {setup.CreatedAt}, {setup.ExpiresAt},
              {setup.ChangedAt}, {setup.CheckAt})
            on conflict (id) do nothing
            """, ct);
        return Of(await follow.RunAsync(setup.Id, ct));
    }

    internal static Started Of(MethodSetup setup) => new(
        setup.Id, setup.State,
        setup.State == SetupState.AwaitingPayer && setup.SessionUrl is { } url ? new Uri(url) : null);

    internal static MethodSetup Make(
        Guid id, SetupPurpose purpose, Guid? userId, Guid? accountId, Guid? replacesId, string language, string? email,
        DateTimeOffset now) => new()
        {
            Id = id,
            Purpose = purpose,
            UserId = userId,
            CustomerAccountId = accountId,
            ReplacesId = replacesId,
            Language = language,
            Email = email,
            CreatedAt = now,
            ExpiresAt = now + PageLife,
            ChangedAt = now,
            CheckAt = SetupMoves.NextCheck(SetupState.Sending, now),
        };
}
