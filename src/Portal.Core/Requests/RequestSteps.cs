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
    };

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
}
