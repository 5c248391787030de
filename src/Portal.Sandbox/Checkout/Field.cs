namespace Portal.Sandbox.Checkout;

/// <summary>A labelled field of the page, with what is wrong with it.</summary>
public sealed record Field(
    string Name, string Label, string? Value, string? Fault, string? Hint = null, string Type = "text",
    string AutoComplete = "off", bool IsNumeric = false, bool IsShort = false)
{
    public string? DescribedBy
    {
        get
        {
            var ids = new[] { Hint is null ? null : Name + "-hint", Fault is null ? null : Name + "-fault" };
            var joined = string.Join(' ', ids.Where(id => id is not null));
            return joined.Length == 0 ? null : joined;
        }
    }
}
