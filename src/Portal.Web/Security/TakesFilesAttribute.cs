using Microsoft.AspNetCore.Mvc;

namespace Portal.Web.Security;

/// <summary>
/// A page whose forms carry files of so many bytes in all. Its other fields stay within what every form may hold, which
/// the framework's own attribute would forget.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesFilesAttribute : RequestFormLimitsAttribute
{
    /// <param name="largest">Bytes of the whole form.</param>
    public TakesFilesAttribute(long largest)
    {
        MultipartBodyLengthLimit = largest;
        ValueCountLimit = SecuritySetup.MostFields;
        ValueLengthLimit = SecuritySetup.LongestField;
    }
}
