namespace Portal.Core.Requests;

/// <summary>The life of a request, every step in one table. What is absent cannot happen.</summary>
public static class RequestSteps
{
    private static readonly Dictionary<(RequestState, RequestAct), RequestState> Steps = new()
    {
        [(RequestState.New, RequestAct.Acknowledge)] = RequestState.Acknowledged,
        [(RequestState.New, RequestAct.Write)] = RequestState.New,
        [(RequestState.New, RequestAct.Note)] = RequestState.New,
        [(RequestState.New, RequestAct.AskBack)] = RequestState.WaitingOnCustomer,
        [(RequestState.New, RequestAct.Answer)] = RequestState.Answered,
        [(RequestState.New, RequestAct.Close)] = RequestState.Closed,
        [(RequestState.Acknowledged, RequestAct.Acknowledge)] = RequestState.Acknowledged,
        [(RequestState.Acknowledged, RequestAct.Write)] = RequestState.Acknowledged,
        [(RequestState.Acknowledged, RequestAct.Note)] = RequestState.Acknowledged,
        [(RequestState.Acknowledged, RequestAct.AskBack)] = RequestState.WaitingOnCustomer,
        [(RequestState.Acknowledged, RequestAct.Answer)] = RequestState.Answered,
        [(RequestState.Acknowledged, RequestAct.Close)] = RequestState.Closed,
        [(RequestState.WaitingOnCustomer, RequestAct.Write)] = RequestState.Acknowledged,
        [(RequestState.WaitingOnCustomer, RequestAct.Note)] = RequestState.WaitingOnCustomer,
        [(RequestState.WaitingOnCustomer, RequestAct.Answer)] = RequestState.Answered,
        [(RequestState.WaitingOnCustomer, RequestAct.Close)] = RequestState.Closed,
        [(RequestState.Answered, RequestAct.Reopen)] = RequestState.Reopened,
        [(RequestState.Answered, RequestAct.Note)] = RequestState.Answered,
        [(RequestState.Answered, RequestAct.Close)] = RequestState.Closed,
        [(RequestState.Closed, RequestAct.Reopen)] = RequestState.Reopened,
        [(RequestState.Closed, RequestAct.Note)] = RequestState.Closed,
        [(RequestState.Reopened, RequestAct.Acknowledge)] = RequestState.Acknowledged,
        [(RequestState.Reopened, RequestAct.Write)] = RequestState.Reopened,
        [(RequestState.Reopened, RequestAct.Note)] = RequestState.Reopened,
        [(RequestState.Reopened, RequestAct.AskBack)] = RequestState.WaitingOnCustomer,
        [(RequestState.Reopened, RequestAct.Answer)] = RequestState.Answered,
        [(RequestState.Reopened, RequestAct.Close)] = RequestState.Closed,
        [(RequestState.New, RequestAct.Assign)] = RequestState.Acknowledged,
        [(RequestState.New, RequestAct.Transfer)] = RequestState.New,
        [(RequestState.New, RequestAct.Merge)] = RequestState.Closed,
        [(RequestState.New, RequestAct.TakeIn)] = RequestState.New,
        [(RequestState.Acknowledged, RequestAct.Assign)] = RequestState.Acknowledged,
        [(RequestState.Acknowledged, RequestAct.Unassign)] = RequestState.Acknowledged,
        [(RequestState.Acknowledged, RequestAct.Transfer)] = RequestState.Acknowledged,
        [(RequestState.Acknowledged, RequestAct.Merge)] = RequestState.Closed,
        [(RequestState.Acknowledged, RequestAct.TakeIn)] = RequestState.Acknowledged,
        [(RequestState.WaitingOnCustomer, RequestAct.Assign)] = RequestState.WaitingOnCustomer,
        [(RequestState.WaitingOnCustomer, RequestAct.Unassign)] = RequestState.WaitingOnCustomer,
        [(RequestState.WaitingOnCustomer, RequestAct.Transfer)] = RequestState.WaitingOnCustomer,
        [(RequestState.WaitingOnCustomer, RequestAct.Merge)] = RequestState.Closed,
        [(RequestState.WaitingOnCustomer, RequestAct.TakeIn)] = RequestState.WaitingOnCustomer,
        [(RequestState.Reopened, RequestAct.Assign)] = RequestState.Acknowledged,
        [(RequestState.Reopened, RequestAct.Unassign)] = RequestState.Reopened,
        [(RequestState.Reopened, RequestAct.Transfer)] = RequestState.Reopened,
        [(RequestState.Reopened, RequestAct.Merge)] = RequestState.Closed,
        [(RequestState.Reopened, RequestAct.TakeIn)] = RequestState.Reopened,
        [(RequestState.New, RequestAct.Link)] = RequestState.New,
        [(RequestState.Acknowledged, RequestAct.Link)] = RequestState.Acknowledged,
        [(RequestState.WaitingOnCustomer, RequestAct.Link)] = RequestState.WaitingOnCustomer,
        [(RequestState.Answered, RequestAct.Link)] = RequestState.Answered,
        [(RequestState.Closed, RequestAct.Link)] = RequestState.Closed,
        [(RequestState.Reopened, RequestAct.Link)] = RequestState.Reopened,
        [(RequestState.Answered, RequestAct.Merge)] = RequestState.Closed,
    };

    /// <summary>What the office does for itself: who asked is not shown it.</summary>
    public static readonly IReadOnlyList<RequestAct> OfOffice =
        [RequestAct.Note, RequestAct.Assign, RequestAct.Unassign, RequestAct.Transfer, RequestAct.Link];

    /// <summary>Where a step leads, or null when it does not belong to the state.</summary>
    public static RequestState? Next(RequestState state, RequestAct act) =>
        Steps.TryGetValue((state, act), out var next) ? next : null;
}

/// <summary>How a request stands.</summary>
public enum RequestState
{
    /// <summary>Asked; nobody in the office has taken it.</summary>
    New,

    /// <summary>Somebody in the office has it.</summary>
    Acknowledged,

    /// <summary>The office asked something back.</summary>
    WaitingOnCustomer,

    Answered,

    /// <summary>Over, by the office or by who asked.</summary>
    Closed,

    /// <summary>Asked again after an answer or an end.</summary>
    Reopened,
}

/// <summary>What happens to a request.</summary>
public enum RequestAct
{
    Open,
    Acknowledge,

    /// <summary>Who asked writes more.</summary>
    Write,

    /// <summary>The office writes for itself.</summary>
    Note,

    /// <summary>The office asks something back.</summary>
    AskBack,
    Answer,
    Close,
    Reopen,

    /// <summary>Given to a member of staff.</summary>
    Assign,

    /// <summary>Nobody has it any more.</summary>
    Unassign,

    /// <summary>Passed on to another topic or department.</summary>
    Transfer,

    /// <summary>Tied to a bill.</summary>
    Link,

    /// <summary>Goes on in another request.</summary>
    Merge,

    /// <summary>Another request goes on in it.</summary>
    TakeIn,
}
