using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Requests;

/// <summary>Which requests and files a resident may see.</summary>
public static class RequestQueries
{
    /// <summary>
    /// The only way a resident's page reaches a request: what they asked, as long as they may still see its account,
    /// and what others asked about an account that is theirs to manage. Else nothing at all.
    /// </summary>
    public static IQueryable<CustomerRequest> RequestsOf(this PortalDbContext db, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(db);
        var visible = db.VisibleTo(userId);
        var managed = db.ManagedBy(userId);
        return db.Set<CustomerRequest>().Where(r =>
            (r.UserId == userId && (r.CustomerAccountId == null || visible.Any(a => a.Id == r.CustomerAccountId)))
            || (r.CustomerAccountId != null && managed.Any(a => a.Id == r.CustomerAccountId)));
    }

    /// <summary>
    /// Those that the resident may write to, reopen and take back: what only who manages an account may ask, only they.
    /// </summary>
    public static IQueryable<CustomerRequest> RequestsToActOn(this PortalDbContext db, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(db);
        var managed = db.ManagedBy(userId);
        return db.RequestsOf(userId).Where(r =>
            r.CustomerAccountId == null || r.Kind == RequestKind.Question || r.Kind == RequestKind.Problem
            || managed.Any(a => a.Id == r.CustomerAccountId));
    }

    /// <summary>Files of these requests that the resident may open: restricted ones only who sent them.</summary>
    public static IQueryable<RequestFile> FilesOf(this PortalDbContext db, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(db);
        return
            from file in db.Set<RequestFile>()
            join happened in db.Set<RequestEvent>() on file.EventId equals happened.Id
            join request in db.RequestsOf(userId) on happened.RequestId equals request.Id
            where !file.IsRestricted || request.UserId == userId
            select file;
    }
}
