using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Requests.Calls;
using Portal.Core.Requests.Desk;
using Portal.Core.Requests.Strangers;

namespace Portal.Core.Requests;

/// <summary>Requests as a list shows them, a page at a time.</summary>
public sealed record RequestList(IReadOnlyList<RequestList.Row> Rows, int Count, int Page)
{
    public const int RowsPerPage = ListPages.Rows;

    public int Pages => ListPages.Of(Count);

    /// <param name="AccountNumber">Null when it is about none.</param>
    public sealed record Row(
        Guid Id, long Number, RequestKind Kind, string TopicEn, string TopicEs, RequestState State,
        DateOnly AcknowledgeBy, DateOnly ExpectedOn, DateTimeOffset OpenedAt, DateTimeOffset ChangedAt,
        string? AccountNumber, string? Place, string AskedBy, Guid? AssignedTo, string? AssignedName, Guid? AccountId,
        RequestChannel Channel, string Department, string DepartmentEn, string DepartmentEs)
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

        public bool IsAtBilling => Department == RequestDepartment.Billing;

        public string DepartmentIn(CultureInfo culture)
        {
            ArgumentNullException.ThrowIfNull(culture);
            return culture.TwoLetterISOLanguageName == "es" ? DepartmentEs : DepartmentEn;
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

    /// <summary>The office's desk, as it is filtered and sorted.</summary>
    public static Task<RequestList> ForOfficeAsync(
        PortalDbContext db, RequestFilter filter, Guid staffUserId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return PageAsync(db, filter.Sorted(filter.Of(db, staffUserId, today)), filter.Page, ct);
    }

    /// <summary>
    /// The same as a whole, for a file, a part at a time: their order is that of the moment it was asked for.
    /// </summary>
    public static IAsyncEnumerable<IReadOnlyList<Row>> ForExportAsync(
        PortalDbContext db, RequestFilter filter, Guid staffUserId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.Sorted(filter.Of(db, staffUserId, today)).Select(r => r.Id)
            .InPartsAsync(ids => RowsOfAsync(db, ids, ct), r => r.Id, ct);
    }

    private static async Task<RequestList> PageAsync(
        PortalDbContext db, IOrderedQueryable<CustomerRequest> sorted, int page, CancellationToken ct)
    {
        var count = await sorted.CountAsync(ct);
        var at = ListPages.At(page, count);
        return new(await RowsOfAsync(db, await sorted.Page(at).Select(r => r.Id).ToArrayAsync(ct), ct), count, at);
    }

    private static async Task<IReadOnlyList<Row>> RowsOfAsync(PortalDbContext db, Guid[] ids, CancellationToken ct)
    {
        var rows = await (
            from request in db.Set<CustomerRequest>()
            join topic in db.Set<RequestTopic>() on request.Topic equals topic.Code
            join department in db.Set<RequestDepartment>() on request.Department equals department.Code
            join user in db.Users on request.UserId equals user.Id into users
            from user in users.DefaultIfEmpty()
            join stranger in db.Set<Stranger>() on request.StrangerId equals stranger.Id into strangers
            from stranger in strangers.DefaultIfEmpty()
            join caller in db.Set<RequestCaller>() on request.CallerId equals caller.Id into callers
            from caller in callers.DefaultIfEmpty()
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
                user != null ? user.DisplayName : stranger != null ? stranger.Name : caller.Name, request.AssignedTo,
                staff == null ? null : staff.DisplayName, request.CustomerAccountId,
                request.Channel, request.Department, department.NameEn, department.NameEs)).ToListAsync(ct);
        return ListParts.InOrder(ids, rows, r => r.Id);
    }
}
