using System.Globalization;
using Portal.Core.Words;

namespace Portal.Core.Notices;

/// <summary>Something that a letter must say, in the words of whoever reads the refusal.</summary>
/// <param name="Code">As packs of rules name it.</param>
public sealed record NoticeElement(string Code) : IFormattable
{
    public override string ToString() => ToString(null, formatProvider: null);

    public string ToString(string? format, IFormatProvider? formatProvider) => NoticeFields.Proofs.ContainsKey(Code)
        ? Text.In(formatProvider as CultureInfo ?? CultureInfo.CurrentUICulture, "Notices", $"Element_{Code}")
        : Code;
}
