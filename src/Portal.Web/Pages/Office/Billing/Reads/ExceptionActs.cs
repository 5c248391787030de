using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>The acts that an exception's page asks, from what was typed; each gives the refusal or null.</summary>
public sealed class ExceptionActs(
    PortalDbContext db,
    IAuthorizationService permissions,
    BusinessClock clock,
    Words<ReadsBook> words,
    ReleaseRead releaseRead,
    OrderReread orderReread,
    EnterReread enterReread,
    EstimateRead estimateRead,
    OverrideRead overrideRead,
    ApproveOverride approveOverride,
    AttachNoteOrPhoto attachNoteOrPhoto)
{
    public IReadOnlyList<Choice> Reasons =>
        [.. Enum.GetValues<OverrideReason>().Select(r => new Choice(r.ToString(), words[$"Override_{r}"]))];

    /// <summary>All the page shows.</summary>
    public sealed record Loaded(
        ReadExceptionRecord Record, ReadLimits Limits, EstimateRead.Preview? Estimate, string? WhyNotEstimate);

    public async Task<Loaded?> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await ReadExceptionRecord.OfAsync(db, id, clock.Today, ct) is not { } record) { return null; }

        var limits = await ReadLimits.NowAsync(db, ct);
        return await estimateRead.PreviewAsync(record.Exception, record.Point, ct) switch
        {
            Outcome<EstimateRead.Preview>.Done(var preview) => new(record, limits, preview, null),
            Outcome<EstimateRead.Preview>.Refused(var refusal) => new(record, limits, null, refusal.Reason),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
    }

    /// <summary>What waits first once this one is decided; null while it is not, or when nothing waits.</summary>
    public async Task<ReadQueue.Row?> NextAsync(ReadException decided, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(decided);
        if (ReadExceptionMoves.IsUnresolved(decided.State)) { return null; }

        var waiting = await ReadQueue.OfAsync(db, ReadQueue.View.Open, null, null, 1, ct);
        return waiting.Rows is [var first, ..] ? first : null;
    }

    public async Task<bool> MayAsync(ClaimsPrincipal person, string permission) =>
        (await permissions.AuthorizeAsync(person, permission)).Succeeded;

    /// <summary>Why this person may not say yes or no to a correction; null when they may.</summary>
    public async Task<string?> WhyNotApproveAsync(ClaimsPrincipal person, ReadException exception) =>
        !await MayAsync(person, Can.ApproveReads) ? words["Approve_NotAllowed"]
        : exception.ProposedBy == Actor.Staff(person.Id()).Name ? new Refusal("Reads_SecondPerson").Reason
        : null;

    public async Task<Refusal?> ReleaseAsync(ReleaseRead.Request request, CancellationToken ct) =>
        No(await releaseRead.RunAsync(request, ct));

    public async Task<Refusal?> OrderAsync(OrderReread.Request request, CancellationToken ct) =>
        No(await orderReread.RunAsync(request, ct));

    public async Task<Refusal?> EstimateAsync(EstimateRead.Request request, CancellationToken ct) =>
        No(await estimateRead.RunAsync(request, ct));

    public async Task<Refusal?> ApproveAsync(
        Guid operation, Guid id, ApproveInput input, Actor by, CancellationToken ct)
    {
        decimal? seen = decimal.TryParse(input.Seen, CultureInfo.InvariantCulture, out var reading) ? reading : null;
        return No(await approveOverride.RunAsync(new(operation, id, input.Yes, seen, input.Reason, by), ct));
    }

    public async Task<Refusal?> OverrideAsync(
        Guid operation, Guid id, OverrideInput input, Actor by, CancellationToken ct) =>
        Number(input.Reading) is not { } reading ? new("Reads_TypeReading")
        : input.Reason is not { } reason ? new("Reads_ReasonMissing")
        : No(await overrideRead.RunAsync(new(operation, id, reading, reason, input.Words, by), ct));

    public async Task<Refusal?> RereadAsync(
        Guid operation, Guid id, RereadInput input, Actor by, CancellationToken ct) =>
        Number(input.Reading) is not { } reading ? new("Reads_TypeReading")
        : No(await enterReread.RunAsync(
            new(operation, id, input.On ?? clock.Today, reading, null, by), ct));

    public async Task<Refusal?> AttachAsync(
        Guid operation, Guid id, AttachInput input, Actor by, CancellationToken ct)
    {
        byte[]? photo = null;
        if (input.Photo is { Length: > 0 and <= AttachNoteOrPhoto.LargestPhoto } file)
        {
            photo = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(photo, ct);
        }
        else if (input.Photo is { Length: > 0 })
        {
            return new("Reads_PhotoLarge", AttachNoteOrPhoto.LargestPhoto >> 20);
        }

        return No(await attachNoteOrPhoto.RunAsync(new(operation, id, input.Note, photo, by), ct));
    }

    /// <summary>A reading as typed, with the separators of the reader's language.</summary>
    public static decimal? Number(string? typed) => decimal.TryParse(
        typed?.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.CurrentCulture,
        out var number)
        ? number
        : null;

    private static Refusal? No<T>(Outcome<T> outcome) => outcome is Outcome<T>.Refused(var refusal) ? refusal : null;
}
