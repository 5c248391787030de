using Portal.Benchmarks;

// infra/bench builds, starts a private cluster and runs this. One line per figure: name=value unit.
string[] known = ["pay", "pages", "billing", "mail", "autopay", "returns", "lists", "letters"];
var asked = args is [] or ["all"] ? known : args;
if (asked.Except(known).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync(
        $"There is nothing to measure called {unknown}. There is: {string.Join(", ", known)}.");
    return 2;
}

foreach (var name in known.Intersect(asked))
{
    await (name switch
    {
        "pay" => PayBench.RunAsync(),
        "pages" => PagesBench.RunAsync(),
        "billing" => BillingBench.RunAsync(),
        "autopay" => AutopayBench.RunAsync(),
        "returns" => ReturnsBench.RunAsync(),
        "lists" => ListsBench.RunAsync(),
        "letters" => LettersBench.RunAsync(),
        _ => MailBench.RunAsync(),
    });
}

return 0;
