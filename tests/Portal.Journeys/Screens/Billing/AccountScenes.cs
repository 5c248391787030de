using Portal.Journeys.Actors;

namespace Portal.Journeys.Screens.Billing;

/// <summary>What is corrected on an account, who approves it, late charges, months and bills explained.</summary>
internal static class AccountScenes
{
    private const string Approvals = "/office/approvals";
    private const string Late = "/office/latecharges";

    public static async Task PlayAsync(Stage stage)
    {
        await stage.SeeAsync(new Sight(Approvals, "approvals, none"), new Sight(Late, "late charges, none"));
        var account = await stage.City.Records.FirstAccountOfAsync(Resident.Rosa);
        var at = $"/office/accounts/{account}";
        foreach (var page in new[] { stage.Terry, stage.Sam })
        {
            await Stage.DoAsync(page, $"{at}/why", "main button[value='call']");
        }

        var bill = $"{at}/bills/{await stage.City.Billing.NewestBillAsync(account)}";
        await CorrectAsync(stage, at, bill);
        await ApproveAsync(stage, at);
        await stage.SeeAsync(
            new(bill, "bill, its lines open", Forms.UnfoldAllAsync), new($"{at}/statement", "month of an account"),
            new($"{at}/statement?month=2020-01", "month of an account, too early"));
        await BillAgainAsync(stage, bill);
        var run = await Stage.DoAsync(stage.Terry, Late, Forms.Only);
        await stage.TerrySeesAsync(new Sight(run, "late charges, waits for a supervisor"));
        await stage.SeeAsync(new(run, "late charges, to release"), new(Late, "late charges"));
        await Stage.DoAsync(stage.Sam, run, Forms.Handler("Release"));
        await stage.SeeAsync(new Sight(run, "late charges, charged"));
    }

    private static async Task CorrectAsync(Stage stage, string at, string bill)
    {
        const string preview = "Preview";
        (string Field, string Answer)[] cancel = [("Input.Reason", "1"), ("Input.Note", "Billed to the wrong tenant")];
        await stage.SeeAsync(
            new($"{at}/adjust", "correct a charge"),
            Sight.Of($"{at}/adjust", "correct a charge, nothing filled in", Forms.Handler(preview)),
            Sight.Of(
                $"{at}/adjust", "correct a charge, effect", Forms.Handler(preview), ("Input.Side", "Credit"),
                ("Input.Line", "1"), ("Input.Amount", "1.25"), ("Input.Reason", "1"),
                ("Input.Note", "Cart not emptied")),
            new($"{bill}/cancel", "cancel a bill"),
            Sight.Of($"{bill}/cancel", "cancel a bill, nothing filled in", Forms.Handler(preview)),
            Sight.Of($"{bill}/cancel", "cancel a bill, effect", Forms.Handler(preview), cancel),
            new($"{bill}/rebill", "bill again, the same"),
            new($"{bill}/leak", "leak credit"), new($"{at}/holds", "holds, none"),
            Sight.Of($"{at}/holds", "holds, nothing filled in", Forms.Handler("Place")));
        await Stage.DoAsync(
            stage.Terry, $"{at}/holds", Forms.Handler("Place"), ("Input.Kind", "Dispute"),
            ("Input.Reason", "Says the meter is not theirs"));
        await stage.SeeAsync(
            new($"{at}/holds", "holds"), new($"{at}/holds", "holds, lifting one", Forms.UnfoldAllAsync));
    }

    /// <summary>Each asks for what is above one person's limit, and the supervisor is asked.</summary>
    private static async Task ApproveAsync(Stage stage, string at)
    {
        (string Field, string Answer)[] much =
        [
            ("Input.Side", "Debit"), ("Input.Line", "1"), ("Input.Amount", "60.00"), ("Input.Reason", "2"),
            ("Input.Note", "The meter stood still for a month"),
        ];
        await stage.SeeAsync(
            Sight.Of($"{at}/adjust", "correct a charge, needs approval", Forms.Handler("Preview"), much));
        foreach (var who in new[] { stage.Terry, stage.Sam })
        {
            await Stage.DoAsync(who, $"{at}/adjust", Forms.Handler("Preview"), much);
            await Forms.PressAsync(who, Forms.Handler("Confirm"));
        }

        await stage.SeeAsync(new Sight(Approvals, "approvals"));
        var requests = await stage.City.Billing.RequestsAsync();
        await stage.SeeAsync(
            new($"{Approvals}/{requests[0]}", "approval asked for"),
            Sight.Of($"{Approvals}/{requests[0]}", "approval declined without a reason", Forms.Handler("Decline")),
            new($"{Approvals}/{requests[1]}", "approval, own"));
    }

    /// <summary>A bill taken back, and its period to be billed again.</summary>
    private static async Task BillAgainAsync(Stage stage, string bill)
    {
        await Stage.DoAsync(
            stage.Terry, $"{bill}/cancel", Forms.Handler("Preview"), ("Input.Reason", "1"),
            ("Input.Note", "Billed to the wrong tenant"));
        await Forms.PressAsync(stage.Terry, Forms.Handler("Confirm"));
        await stage.SeeAsync(
            new(bill, "bill, canceled"), new($"{bill}/rebill", "bill again"),
            Sight.Of($"{bill}/rebill", "bill again, nothing filled in", Forms.Handler("Preview")),
            Sight.Of(
                $"{bill}/rebill", "bill again, effect", Forms.Handler("Preview"), ("Input.Reason", "1"),
                ("Input.Note", "To the right tenant")));
    }
}
