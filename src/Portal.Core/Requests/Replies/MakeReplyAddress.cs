using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Portal.Core.Data;
using Portal.Core.People;

namespace Portal.Core.Requests.Replies;

/// <summary>Makes the address that a letter of a request is answered to; part of the caller's transaction.</summary>
public sealed class MakeReplyAddress(PortalDbContext db, IOptions<ReplySettings> options, TimeProvider clock)
{
    /// <summary>160 random bits, in letters that every mail server leaves as they are.</summary>
    private const int TokenBytes = 20;

    /// <summary>A new address, not kept yet; null when letters cannot be answered.</summary>
    public (string Token, string Address)? New()
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        return options.Value.With(token) is { } address ? (token, address) : null;
    }

    /// <summary>Keeps it once its letter is queued.</summary>
    public Task KeepAsync(string token, Guid requestId, string to, Guid? userId, CancellationToken ct)
    {
        db.Add(new ReplyAddress
        {
            TokenHash = Secret.HashOf(token), RequestId = requestId, Address = to, UserId = userId,
            MadeAt = clock.GetUtcNow(),
        });
        return db.SaveChangesAsync(ct);
    }
}
