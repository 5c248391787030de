namespace Portal.Core.Common;

/// <summary>
/// Makes HTML of strangers harmless: what is not on the list of allowed elements and addresses is left out. Whatever
/// comes out may stand in a page as it is, and comes out of a second cleaning unchanged.
/// </summary>
public interface IHtmlCleaner
{
    /// <param name="html">Anything at all.</param>
    string Clean(string html);
}
