using Portal.Core.Data;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// The parts of the desk: each is one question, asked by the list that shows it and by whatever counts it, so that a
/// count is never another than its list.
/// </summary>
public static class RequestParts
{
    /// <param name="staffUserId">Whose own are meant.</param>
    /// <param name="today">The city's: after its day a request is late.</param>
    public static IQueryable<CustomerRequest> Of(
        IQueryable<CustomerRequest> all, RequestPart part, Guid staffUserId, DateOnly today)
    {
        var open = all.Where(r => r.State == RequestState.New || r.State == RequestState.Acknowledged
            || r.State == RequestState.Reopened);
        return part switch
        {
            RequestPart.Open => open,
            RequestPart.Mine => open.Where(r => r.AssignedTo == staffUserId),
            RequestPart.Nobody => open.Where(r => r.AssignedTo == null),
            RequestPart.ToTake => all.Where(r => r.State == RequestState.New && r.AcknowledgeBy == today),
            RequestPart.DueToday => open.Where(r => r.ExpectedOn == today),
            RequestPart.Late => open.Where(r => r.ExpectedOn < today
                || (r.State == RequestState.New && r.AcknowledgeBy < today)),
            RequestPart.Waiting => all.Where(r => r.State == RequestState.WaitingOnCustomer),
            RequestPart.Done => all.Where(r => r.State == RequestState.Answered || r.State == RequestState.Closed),
            _ => throw new InvalidOperationException($"Unknown part {part}."),
        };
    }

    /// <summary>A part of all requests.</summary>
    public static IQueryable<CustomerRequest> RequestsIn(
        this PortalDbContext db, RequestPart part, Guid staffUserId, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(db);
        return Of(db.Set<CustomerRequest>(), part, staffUserId, today);
    }
}

/// <summary>Which part of the desk.</summary>
public enum RequestPart
{
    /// <summary>The office has something to do about it.</summary>
    Open,

    /// <summary>Of those, the reader's own.</summary>
    Mine,

    /// <summary>Of those, nobody's.</summary>
    Nobody,

    /// <summary>Somebody has to take it by the end of today.</summary>
    ToTake,

    /// <summary>An answer was promised for today.</summary>
    DueToday,

    /// <summary>It should have been taken or answered before today.</summary>
    Late,

    /// <summary>The customer has something to answer.</summary>
    Waiting,
    Done,
}
