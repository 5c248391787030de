using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Notices;

/// <summary>A page about how one account's customer hears of things: found by who sees the account.</summary>
public abstract class NoticesPage(PortalDbContext db) : PageModel
{
    /// <summary>For the pages that ask it more.</summary>
    protected PortalDbContext Db => db;

    public Guid AccountId { get; private set; }

    public string MaskedNumber { get; private set; } = "";

    public string Place { get; private set; } = "";

    /// <summary>The reader may choose, not only look.</summary>
    public bool MayManage { get; private set; }

    protected async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var found = await (
            from account in db.VisibleTo(User.Id())
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == id
            select new { account.Number, premise.Line1 }).SingleOrDefaultAsync(ct);
        if (found is null) { return false; }

        (AccountId, MaskedNumber, Place) = (id, CustomerAccount.Mask(found.Number), found.Line1);
        MayManage = await db.ManagedBy(User.Id()).AnyAsync(a => a.Id == id, ct);
        return true;
    }
}
