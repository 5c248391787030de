using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>How soon the city answers each topic, with each change and what it was before.</summary>
public sealed class TopicsModel(PortalDbContext db, ChangeRequestTopic change) : PageModel
{
    private const int ChangesShown = 50;

    [BindProperty]
    public Changing Input { get; set; } = new();

    /// <summary>What was changed, said once.</summary>
    [TempData]
    public string? TopicDone { get; set; }

    public IReadOnlyList<RequestTopic> Topics { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RequestTopicChange> Changes { get; private set; } = [];

    public RequestTopic? Chosen => Topics.FirstOrDefault(t => t.Code == Input.Topic);

    public string NameOf(string topic) =>
        Topics.First(t => t.Code == topic).NameIn(CultureInfo.CurrentUICulture);

    public async Task OnGetAsync(string? topic, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Topics.FirstOrDefault(t => t.Code == topic) is { } chosen)
        {
            Input = new()
            {
                OperationId = Guid.CreateVersion7(), Topic = chosen.Code, Days = Typed.Of(chosen),
                Seen = Typed.Of(chosen),
            };
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var outcome = await change.RunAsync(
            new(Input.OperationId, Input.Topic, Input.Days.Read(), Input.Seen.Read(), Input.Reason,
                Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<RequestTopic>.Done(var changed))
        {
            TopicDone = changed.Code;
            return RedirectToPage();
        }

        var refusal = ((Outcome<RequestTopic>.Refused)outcome).Refusal;
        db.ChangeTracker.Clear();
        ModelState.AddModelError(
            refusal.Key == "Reads_ReasonMissing" ? "Input.Reason" : "Input.Days.Answer", refusal.Reason);
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Topics = await db.Set<RequestTopic>().AsNoTracking().OrderBy(t => t.Kind).ThenBy(t => t.Sort).ToListAsync(ct);
        Changes = await db.Set<RequestTopicChange>().AsNoTracking().OrderByDescending(c => c.ChangedAt)
            .Take(ChangesShown).ToListAsync(ct);
    }

    /// <summary>What is filled in.</summary>
    public sealed class Changing
    {
        public Guid OperationId { get; set; }

        public string? Topic { get; set; }

        public Typed Days { get; set; } = new();

        public Typed Seen { get; set; } = new();

        public string? Reason { get; set; }
    }

    /// <summary>Days as typed.</summary>
    public sealed class Typed
    {
        public string? Acknowledge { get; set; }

        public string? Answer { get; set; }

        public string? Lead { get; set; }

        public string? Pay { get; set; }

        public static Typed Of(RequestTopic topic) => new()
        {
            Acknowledge = $"{topic.AcknowledgeDays}", Answer = $"{topic.AnswerDays}", Lead = $"{topic.LeadDays}",
            Pay = $"{topic.PayDays}",
        };

        /// <summary>What is no number is out of range; what is empty is missing.</summary>
        public ChangeRequestTopic.Days Read() => new(Number(Acknowledge), Number(Answer), Number(Lead), Number(Pay));

        private static int? Number(string? typed) =>
            string.IsNullOrWhiteSpace(typed) ? null
            : int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : 0;
    }
}
