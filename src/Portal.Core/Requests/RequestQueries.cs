using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Requests;

/// <summary>Which requests and files who asked may see.</summary>
public static class RequestQueries
{
    /// <summary>
    /// The only way a page of theirs reaches a request. A resident: what they asked, as long as they may still see its
    /// account, and what others asked about an account that is theirs to manage, but for what the office wrote down for
    /// itself. A stranger: the one they asked. Else nothing at all.
    /// </summary>
    public static IQueryable<CustomerRequest> RequestsOf(this PortalDbContext db, Asker asker)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(asker);
        if (asker is Asker.Caller or Asker.ByMail) { return db.Set<CustomerRequest>().Where(r => false); }

        if (asker.UserId is not { } userId)
        {
            return db.Set<CustomerRequest>().Where(r => r.StrangerId == asker.StrangerId);
        }

        var visible = db.VisibleTo(userId);
        var managed = db.ManagedBy(userId);
        return db.Set<CustomerRequest>().Where(r =>
            (r.UserId == userId && (r.CustomerAccountId == null || visible.Any(a => a.Id == r.CustomerAccountId)))
            || (r.CustomerAccountId != null && !r.IsInternal && managed.Any(a => a.Id == r.CustomerAccountId)));
    }

    /// <summary>
    /// Those that they may write to, reopen and take back: what only who manages an account may ask, only they.
    /// </summary>
    public static IQueryable<CustomerRequest> RequestsToActOn(this PortalDbContext db, Asker asker)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(asker);
        // A mail shows its writer nothing, and joins the one request that its address or the office names.
        if (asker is Asker.ByMail mail) { return db.Set<CustomerRequest>().Where(r => r.Id == mail.RequestId); }

        var managed = db.ManagedBy(asker.UserId ?? Guid.Empty);
        return db.RequestsOf(asker).Where(r =>
            r.CustomerAccountId == null || r.Kind == RequestKind.Question || r.Kind == RequestKind.Problem
            || managed.Any(a => a.Id == r.CustomerAccountId));
    }

    /// <summary>
    /// Files of these requests that they may open: restricted ones only who sent them, signed in. A mailed link, which
    /// can be passed on, opens no proof of identity. What came with a note of
    /// the office stays there.
    /// </summary>
    public static IQueryable<RequestFile> FilesOf(this PortalDbContext db, Asker asker)
    {
        ArgumentNullException.ThrowIfNull(asker);
        ArgumentNullException.ThrowIfNull(db);
        var hidden = RequestSteps.OfOffice.ToArray();
        return
            from file in db.Set<RequestFile>()
            join happened in db.Set<RequestEvent>() on file.EventId equals happened.Id
            join request in db.RequestsOf(asker) on happened.RequestId equals request.Id
            where !hidden.Contains(happened.Act)
            where !file.IsRestricted || (request.UserId != null && request.UserId == asker.UserId)
            select file;
    }
}
