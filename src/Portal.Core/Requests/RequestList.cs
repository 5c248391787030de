using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Requests.Strangers;

namespace Portal.Core.Requests;

/// <summary>Requests as a list shows them, a page at a time.</summary>
public sealed record RequestList(IReadOnlyList<RequestList.Row> Rows, int Count, int Page)
{
    public const int RowsPerPage = 25;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="AccountNumber">Null when it is about none.</param>
    public sealed record Row(
        Guid Id, long Number, RequestKind Kind, string TopicEn, string TopicEs, RequestState State,
        DateOnly AcknowledgeBy, DateOnly ExpectedOn, DateTimeOffset OpenedAt, DateTimeOffset ChangedAt,
        string? AccountNumber, string? Place, string AskedBy, Guid? AssignedTo, string? AssignedName, Guid? AccountId)
    {
        public string Label => CustomerRequest.LabelOf(Number);

        public string? MaskedNumber => AccountNumber is null ? null : CustomerAccount.Mask(AccountNumber);

        /// <summary>The office has something to do about it.</summary>
        public bool IsWithOffice =>
            State is RequestState.New or RequestState.Acknowledged or RequestState.Reopened;

        public string TopicIn(CultureInfo culture)
        {
            ArgumentNullException.ThrowIfNull(culture);
            return culture.TwoLetterISOLanguageName == "es" ? TopicEs : TopicEn;
        }

        /// <summary>It should have been taken or answered before today.</summary>
        public bool IsLate(DateOnly today) =>
            (IsWithOffice && ExpectedOn < today) || (State == RequestState.New && AcknowledgeBy < today);
    }

    /// <summary>A resident's, the latest change first.</summary>
    public static Task<RequestList> OfAsync(PortalDbContext db, Guid userId, int page, CancellationToken ct) =>
        PageAsync(db, db.RequestsOf(userId).OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Id), page, ct);

    /// <summary>The latest of one account, for the office.</summary>
    public static async Task<IReadOnlyList<Row>> OfAccountAsync(
        PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (await PageAsync(
            db, db.Set<CustomerRequest>().Where(r => r.CustomerAccountId == accountId)
                .OrderByDescending(r => r.OpenedAt).ThenBy(r => r.Id), 1, ct)).Rows;
    }

    /// <summary>The office's desk: what is to be answered first, first.</summary>
    public static Task<RequestList> ForOfficeAsync(
        PortalDbContext db, Filter filter, Guid staffUserId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var all = db.Set<CustomerRequest>().AsQueryable();
        all = filter.Kind is { } kind ? all.Where(r => r.Kind == kind) : all;
        all = filter.Show switch
        {
            Whose.Mine => all.Where(r => r.AssignedTo == staffUserId
                && r.State != RequestState.Answered && r.State != RequestState.Closed),
            Whose.Nobody => all.Where(r => r.AssignedTo == null
                && r.State != RequestState.Answered && r.State != RequestState.Closed),
            Whose.Late => all.Where(r => (r.State == RequestState.New && r.AcknowledgeBy < today)
                || ((r.State == RequestState.New || r.State == RequestState.Acknowledged
                    || r.State == RequestState.Reopened) && r.ExpectedOn < today)),
            Whose.Waiting => all.Where(r => r.State == RequestState.WaitingOnCustomer),
            Whose.Done => all.Where(r => r.State == RequestState.Answered || r.State == RequestState.Closed),
            _ => all.Where(r => r.State != RequestState.Answered && r.State != RequestState.Closed
                && r.State != RequestState.WaitingOnCustomer),
        };
        if (NumberIn(filter.Number) is { } number) { all = db.Set<CustomerRequest>().Where(r => r.Number == number); }

        var sorted = filter.Show == Whose.Done
            ? all.OrderByDescending(r => r.ChangedAt).ThenBy(r => r.Id)
            : all.OrderBy(r => r.ExpectedOn).ThenBy(r => r.Number);
        return PageAsync(db, sorted, filter.Page, ct);
    }

    /// <param name="Number">As typed: Q-000123, or 123.</param>
    public sealed record Filter(Whose Show, RequestKind? Kind, string? Number, int Page);

    /// <summary>Which part of the desk.</summary>
    public enum Whose
    {
        Open,
        Mine,
        Nobody,
        Late,
        Waiting,
        Done,
    }

    private static long? NumberIn(string? typed) =>
        long.TryParse(string.Concat((typed ?? "").Where(char.IsAsciiDigit).Take(15)), CultureInfo.InvariantCulture,
            out var number) ? number : null;

    private static async Task<RequestList> PageAsync(
        PortalDbContext db, IOrderedQueryable<CustomerRequest> sorted, int page, CancellationToken ct)
    {
        var count = await sorted.CountAsync(ct);
        var at = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var ids = await sorted.Skip((at - 1) * RowsPerPage).Take(RowsPerPage).Select(r => r.Id).ToListAsync(ct);
        var rows = await (
            from request in db.Set<CustomerRequest>()
            join topic in db.Set<RequestTopic>() on request.Topic equals topic.Code
            join user in db.Users on request.UserId equals user.Id into users
            from user in users.DefaultIfEmpty()
            join stranger in db.Set<Stranger>() on request.StrangerId equals stranger.Id into strangers
            from stranger in strangers.DefaultIfEmpty()
            join account in db.CustomerAccounts on request.CustomerAccountId equals account.Id into accounts
            from account in accounts.DefaultIfEmpty()
            join premise in db.Premises on account.PremiseId equals premise.Id into premises
            from premise in premises.DefaultIfEmpty()
            join staff in db.Users on request.AssignedTo equals staff.Id into holders
            from staff in holders.DefaultIfEmpty()
            where ids.Contains(request.Id)
            select new Row(
                request.Id, request.Number, request.Kind, topic.NameEn, topic.NameEs, request.State,
                request.AcknowledgeBy, request.ExpectedOn, request.OpenedAt, request.ChangedAt,
                account == null ? null : account.Number, premise == null ? request.Place : premise.Line1,
                user == null ? stranger.Name : user.DisplayName, request.AssignedTo,
                staff == null ? null : staff.DisplayName, request.CustomerAccountId)).ToListAsync(ct);
        return new([.. rows.OrderBy(r => ids.IndexOf(r.Id))], count, at);
    }
}
