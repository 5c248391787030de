using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Requests;

/// <summary>What who asked can do on the page of their request, signed in or by a mailed link.</summary>
public sealed class Conversation(
    PortalDbContext db, WriteMessage write, WithdrawRequest withdraw, RateAnswer rate, BusinessClock clock,
    Words<RequestsBook> words)
{
    public IEnumerable<Choice> Scores =>
        Enumerable.Range(1, 5).Reverse().Select(score => new Choice($"{score}", words[$"Score_{score}"]));

    public Refusal? WhyNotWrite(RequestRecord record) =>
        WriteMessage.WhyNot(record.Request, clock.Now, record.IsFinal);

    /// <summary>The request, and whether they may write to it; null when they have none such.</summary>
    public async Task<(RequestRecord Record, bool MayAct)?> LookAsync(Asker asker, Guid id, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        return await RequestRecord.OfAsync(db, db.RequestsOf(asker), id, withNotes: false, ct) is { } record
            ? (record, await db.RequestsToActOn(asker).AnyAsync(r => r.Id == id, ct))
            : null;
    }

    public async Task<Refusal?> WriteAsync(
        Asker asker, Guid id, ConversationPage.Message input, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RefusalOf(await write.RunAsync(
            new(input.OperationId, id, asker, input.Words, await ReadUploads.RunAsync(input.Files, ct)), ct));
    }

    public async Task<Refusal?> WithdrawAsync(Asker asker, Guid id, Guid operationId, CancellationToken ct) =>
        RefusalOf(await withdraw.RunAsync(new(operationId, id, asker), ct));

    public async Task<Refusal?> RateAsync(
        Asker asker, Guid id, ConversationPage.Stars stars, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(stars);
        return RefusalOf(await rate.RunAsync(new(id, asker, AskForms.No(stars.Score) ?? 0, stars.Words), ct));
    }

    private static Refusal? RefusalOf<T>(Outcome<T> outcome) => (outcome as Outcome<T>.Refused)?.Refusal;
}
