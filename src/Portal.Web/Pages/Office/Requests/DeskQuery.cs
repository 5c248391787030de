using Microsoft.AspNetCore.Mvc;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>Which part of the queue, as its address says it; what is no word of ours is as good as absent.</summary>
public sealed class DeskQuery
{
    [FromQuery(Name = "show")]
    public string? Show { get; set; }

    [FromQuery(Name = "kind")]
    public string? Kind { get; set; }

    [FromQuery(Name = "topic")]
    public string? Topic { get; set; }

    [FromQuery(Name = "channel")]
    public string? Channel { get; set; }

    [FromQuery(Name = "department")]
    public string? Department { get; set; }

    [FromQuery(Name = "sort")]
    public string? Sort { get; set; }

    [FromQuery(Name = "number")]
    public string? Number { get; set; }

    [FromQuery(Name = "page")]
    public int? Page { get; set; }

    /// <summary>Of the file: "xlsx"; else it is CSV.</summary>
    [FromQuery(Name = "as")]
    public string? As { get; set; }

    public RequestPart Part => One<RequestPart>(Show) ?? RequestPart.Open;

    public RequestKind? OfKind => One<RequestKind>(Kind);

    public RequestChannel? OfChannel => One<RequestChannel>(Channel);

    public RequestSort? InOrder => One<RequestSort>(Sort);

    /// <summary>The same as a query, without the page: for the file.</summary>
    public string Address => QueryString.Create(
        new Dictionary<string, string?>
        {
            ["handler"] = "Export", ["show"] = $"{Part}", ["kind"] = Kind, ["topic"] = Topic, ["channel"] = Channel,
            ["department"] = Department, ["sort"] = Sort, ["number"] = Number,
        }.Where(p => !string.IsNullOrEmpty(p.Value))).ToUriComponent();

    /// <summary>The same list in another order, from its beginning.</summary>
    public string SortedBy(RequestSort sort) => QueryString.Create(
        new Dictionary<string, string?>
        {
            ["show"] = $"{Part}", ["kind"] = Kind, ["topic"] = Topic, ["channel"] = Channel,
            ["department"] = Department, ["sort"] = $"{sort}", ["number"] = Number,
        }.Where(p => !string.IsNullOrEmpty(p.Value))).ToUriComponent();

    internal RequestFilter Read() => new(Part, OfKind, Number, Page ?? 1)
    {
        Topic = Topic, Channel = OfChannel, Department = Department, Sort = InOrder,
    };

    private static T? One<T>(string? typed)
        where T : struct, Enum =>
        Enum.TryParse<T>(typed, ignoreCase: true, out var one) && Enum.IsDefined(one) ? one : null;
}
